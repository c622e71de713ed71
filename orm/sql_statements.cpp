#include "orm/sql_statements.h"

#include "core/error.h"

namespace idm {
namespace {

/// Walks a script; `text_` collects the statement at hand.
class Splitter {
 public:
  Splitter(std::string_view script, Dialect dialect) : script_(script), dialect_(dialect) {}

  std::vector<std::string> split() {
    while (at_ < script_.size()) step();
    finish_statement();
    return std::move(statements_);
  }

 private:
  bool follows(std::string_view mark) const { return script_.substr(at_, mark.size()) == mark; }

  void step() {
    const char c = script_[at_];
    if (follows("--")) {
      const std::size_t end = script_.find('\n', at_);
      at_ = end == std::string_view::npos ? script_.size() : end;
    } else if (follows("/*")) {
      at_ = after(script_.find("*/", at_ + 2), 2);
      text_ += ' ';
    } else if (c == '\'' || c == '"' || c == '`') {
      copy_quoted(c);
    } else if (c == ';') {
      finish_statement();
      ++at_;
    } else {
      text_ += c;
      ++at_;
    }
  }

  /// A doubled quote is read as two strings that touch, which comes to the same.
  void copy_quoted(char quote) {
    const std::size_t from = at_++;
    while (at_ < script_.size() && script_[at_] != quote) {
      // Only MariaDB escapes by backslash, and not in `names`.
      if (script_[at_] == '\\' && dialect_ == Dialect::MySql && quote != '`') ++at_;
      ++at_;
    }
    at_ = after(at_ < script_.size() ? at_ : std::string_view::npos, 1);
    text_ += script_.substr(from, at_ - from);
  }

  static std::size_t after(std::size_t end, std::size_t length) {
    if (end == std::string_view::npos)
      throw Error(ErrorCode::Internal, "an SQL script ends inside a string or comment");
    return end + length;
  }

  void finish_statement() {
    constexpr const char* blank = " \t\r\n";
    const std::size_t first = text_.find_first_not_of(blank);
    if (first != std::string::npos)
      statements_.push_back(text_.substr(first, text_.find_last_not_of(blank) - first + 1));
    text_.clear();
  }

  std::string_view script_;
  Dialect dialect_;
  std::size_t at_ = 0;
  std::string text_;
  std::vector<std::string> statements_;
};

}  // namespace

std::vector<std::string> split_statements(std::string_view script, Dialect dialect) {
  return Splitter(script, dialect).split();
}

}  // namespace idm
