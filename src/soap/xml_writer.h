#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace idm::soap {

/// Appends XML to a string. Text is raw UTF-8; only what would not survive reading is written as a
/// reference.
class XmlWriter {
 public:
  void start(std::size_t expected) {
    out_.clear();
    out_.reserve(expected);
  }

  void raw(std::string_view text) { out_.append(text); }

  void open(std::string_view tag) {
    out_.push_back('<');
    out_.append(tag);
  }
  void end_of_tag() { out_.push_back('>'); }
  void attribute(std::string_view name, std::string_view value);
  void close(std::string_view tag) {
    out_.append("</");
    out_.append(tag);
    out_.push_back('>');
  }
  void text(std::string_view value);
  void element(std::string_view tag, std::string_view value);

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace idm::soap
