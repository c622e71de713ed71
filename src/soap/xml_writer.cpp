#include "soap/xml_writer.h"

#include <array>
#include <cstdint>

namespace idm::soap {
namespace {

enum : std::uint8_t { InText = 1, InAttribute = 2 };

constexpr std::array<std::uint8_t, 256> special_characters() {
  std::array<std::uint8_t, 256> special{};
  for (const char c : {'&', '<', '>', '\r'})
    special[static_cast<unsigned char>(c)] = InText | InAttribute;
  for (const char c : {'"', '\t', '\n'}) special[static_cast<unsigned char>(c)] = InAttribute;
  return special;
}

constexpr std::array<std::uint8_t, 256> special = special_characters();

std::string_view reference(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    default:
      return "&#13;";
  }
}

void append_escaped(std::string& out, std::string_view value, std::uint8_t where) {
  std::size_t written = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if ((special[static_cast<unsigned char>(value[i])] & where) == 0) continue;
    out.append(value.substr(written, i - written));
    out.append(reference(value[i]));
    written = i + 1;
  }
  out.append(value.substr(written));
}

}  // namespace

void XmlWriter::text(std::string_view value) { append_escaped(out_, value, InText); }

void XmlWriter::attribute(std::string_view name, std::string_view value) {
  out_.push_back(' ');
  out_.append(name);
  out_.append("=\"");
  append_escaped(out_, value, InAttribute);
  out_.push_back('"');
}

void XmlWriter::element(std::string_view tag, std::string_view value) {
  open(tag);
  end_of_tag();
  text(value);
  close(tag);
}

}  // namespace idm::soap
