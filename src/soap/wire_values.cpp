#include "soap/wire_values.h"

#include <algorithm>
#include <stdexcept>

#include "core/ascii.h"
#include "core/error.h"
#include "core/xml_date.h"
#include "soap/lexical.h"

namespace idm::soap {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The length of the well-formed UTF-8 sequence at `at` if XML 1.0 allows its character, else 0.
std::size_t legal_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r' ? 1 : 0;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return 0;
  unsigned long point = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
    point = point << 6 | (byte(at + i) & 0x3Fu);
  }
  constexpr unsigned long smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  const bool forbidden = point == 0xFFFE || point == 0xFFFF || point > 0x10FFFF;
  return point < smallest[length] || surrogate || forbidden ? 0 : length;
}

}  // namespace

std::string legal_xml(std::string_view text) {
  std::string legal;
  legal.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = legal_length(text, at);
    if (length == 0) {
      legal += replacement;
      ++at;
    } else {
      legal += text.substr(at, length);
      at += length;
    }
  }
  return legal;
}

void WireReader::read(const std::string* wire, Text& row) const {
  row = wire ? Text(*wire) : Text();
}

void WireReader::read(const std::string* wire, std::string& row) const {
  if (wire) row = *wire;
}

void WireReader::read(const std::string* wire, Moment& row) const {
  row = Moment();
  if (!wire) return;
  const std::optional<Instant> at = parse_xml_date(*wire, zone_);
  // The guard has refused every other text, naming its element and line.
  if (!at) throw std::logic_error("'" + *wire + "' passed the guard as an xs:dateTime");
  row = *at;
}

void WireReader::read(const int* wire, Number& row) const { row = wire ? Number(*wire) : Number(); }

void WireReader::read(const int* wire, int& row) const {
  if (wire) row = *wire;
}

void WireReader::read(const bool* wire, Number& row) const {
  row = wire ? Number(*wire ? 1 : 0) : Number();
}

void WireReader::read(const udto__UserStatus* wire, Text& row) const {
  row = wire ? Text(ascii::upper(soap_udto__UserStatus2s(nullptr, *wire))) : Text();
}

std::string WireReader::status(const std::string& wire) {
  std::string literals;
  for (int i = 0; i <= static_cast<int>(udto__UserStatus::leave); ++i) {
    const std::string literal = soap_udto__UserStatus2s(nullptr, static_cast<udto__UserStatus>(i));
    if (literal == ascii::lower(trimmed(wire))) return ascii::upper(literal);
    literals += (i ? ", " : "") + literal;
  }
  throw Error(ErrorCode::InvalidArgument, "status '" + wire + "' is not one of " + literals);
}

Operation WireReader::operation(const prov__AttributeOperationEnum* wire) {
  if (!wire) return Operation::Absent;
  switch (*wire) {
    case prov__AttributeOperationEnum::nochange:
      return Operation::NoChange;
    case prov__AttributeOperationEnum::add:
      return Operation::Add;
    case prov__AttributeOperationEnum::replace:
      return Operation::Replace;
    case prov__AttributeOperationEnum::delete_:
      return Operation::Delete;
  }
  throw Error(ErrorCode::InvalidArgument, "operation is none of nochange, add, replace, delete");
}

void WireWriter::write(const Text& row, std::string*& wire) const {
  if (!row.null()) wire = text(*row);
}

void WireWriter::write(const std::string& row, std::string*& wire) const {
  if (!row.empty()) wire = text(row);
}

void WireWriter::write(const Moment& row, std::string*& wire) const {
  if (!row.null()) wire = text(format_xml_date(*row, zone_));
}

void WireWriter::write(const Number& row, int*& wire) const {
  if (!row.null()) wire = number(*row);
}

void WireWriter::write(int row, int*& wire) const { wire = number(row); }

void WireWriter::write(const Number& row, bool*& wire) const {
  if (!row.null()) wire = flag(*row != 0);
}

void WireWriter::write(const Text& row, udto__UserStatus*& wire) const {
  udto__UserStatus value{};
  // A stored value that the contract has no literal for (a database brought over from elsewhere) is
  // left out rather than making the reply invalid.
  if (row.null()) return;
  if (soap_s2udto__UserStatus(soap_, ascii::lower(*row).c_str(), &value) != SOAP_OK) {
    soap_->error = SOAP_OK;
    return;
  }
  wire = static_cast<udto__UserStatus*>(soap_malloc(soap_, sizeof(value)));
  *wire = value;
}

std::string* WireWriter::text(std::string_view value) const {
  std::string* made = soap_new_std__string(soap_, -1);
  const auto plain = [](unsigned char c) { return c >= 0x20 && c < 0x7F; };
  // Nearly everything is printable ASCII, which needs no second look.
  if (std::all_of(value.begin(), value.end(), plain)) {
    *made = value;
  } else {
    *made = legal_xml(value);
  }
  return made;
}

int* WireWriter::number(int value) const {
  int* made = static_cast<int*>(soap_malloc(soap_, sizeof(int)));
  *made = value;
  return made;
}

bool* WireWriter::flag(bool value) const {
  bool* made = static_cast<bool*>(soap_malloc(soap_, sizeof(bool)));
  *made = value;
  return made;
}

prov__AttributeOperationEnum* WireWriter::operation(prov__AttributeOperationEnum value) const {
  auto* made = static_cast<prov__AttributeOperationEnum*>(soap_malloc(soap_, sizeof(value)));
  *made = value;
  return made;
}

xsd__anyType* WireWriter::any_text(std::string_view value) const {
  xsd__string_* made = soap_new_xsd__string_(soap_, -1);
  made->__item = *text(value);
  return made;
}

}  // namespace idm::soap
