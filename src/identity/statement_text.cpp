#include "identity/statement_text.h"

#include <algorithm>

#include "core/error.h"
#include "core/folding.h"

namespace idm::users {
namespace {

/// The widest column that is searched by patterns, and as many wildcards.
constexpr std::size_t longest_pattern = 4000;

struct Pattern {
  std::string text;     ///< folded
  std::string prefix;   ///< what stands before the first wildcard, unescaped
  std::string infix;    ///< what stands between two %, when nothing else does
  bool exact = true;    ///< no wildcard at all
  bool any_end = true;  ///< after the prefix nothing but %
};

/// A wildcard or an escape.
bool is_special(char c) { return c == '%' || c == '_' || c == '\\'; }

/// What stands from `at` to the next wildcard, unescaped; `at` is where that is, then.
std::string literal_from(const std::string& text, std::size_t& at) {
  std::string literal;
  for (; at < text.size() && text[at] != '%' && text[at] != '_'; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    literal += text[at];
  }
  return literal;
}

Pattern pattern_of(const std::string& sent) {
  Pattern pattern;
  pattern.text = fold(sent);
  std::string& text = pattern.text;
  // One at the very end escapes nothing: it means itself.
  if ((text.size() - (text.find_last_not_of('\\') + 1)) % 2 == 1) text += '\\';
  std::size_t i = 0;
  pattern.prefix = literal_from(text, i);
  pattern.exact = i == text.size();
  pattern.any_end = text.find_first_not_of('%', i) == std::string::npos;
  if (text.size() > 2 && text.front() == '%' && text.back() == '%') {
    const std::string inside = text.substr(1, text.size() - 2);
    if (std::none_of(inside.begin(), inside.end(), is_special)) pattern.infix = inside;
  }
  return pattern;
}

}  // namespace

std::string longest_piece(const std::string& sent) {
  const std::string text = fold(sent);
  std::string longest;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (std::string piece = literal_from(text, i); piece.size() > longest.size())
      longest = std::move(piece);
  return longest;
}

void StatementText::add(const std::string& sql) {
  // Text after a bound value starts a new piece; text after text joins it.
  if (!statement_.empty() && std::holds_alternative<std::monostate>(statement_.back().value))
    statement_.back().sql += sql;
  else
    statement_.push_back({sql, {}});
}

void StatementText::compare(const std::string& left, StatementValue value) {
  add(left);
  statement_.back().value = std::move(value);
}

void StatementText::equals(const std::string& column, StatementValue value) {
  compare(column + " = ", std::move(value));
}

void StatementText::one_of(const std::string& column, const std::vector<std::string>& values) {
  // A list of one is an equality, whose index may also give the order.
  if (values.size() == 1) return equals(column, values.front());
  add(column + " IN (");
  for (std::size_t i = 0; i < values.size(); ++i) compare(i ? ", " : "", values[i]);
  add(")");
}

void StatementText::like(const std::string& column, const std::string& sent) {
  const Pattern pattern = pattern_of(sent);
  if (pattern.exact) return equals(column, pattern.prefix);
  if (pattern.text.size() > longest_pattern)
    throw Error(ErrorCode::InvalidArgument, "the pattern '" + sent.substr(0, 20) +
                                                "…' is longer than " +
                                                std::to_string(longest_pattern) + " bytes");
  const bool sqlite = dialect_ == Dialect::Sqlite;
  if (!pattern.prefix.empty()) {
    // MySQL fills the shorter text with blanks: what goes on with a line break or a tab comes
    // before the prefix itself.
    compare(column + " >= ", sqlite ? pattern.prefix : pattern.prefix + '\x01');
    compare(" AND " + column + " < ", pattern.prefix + "\xF4\x8F\xBF\xBF");
  } else {
    // Leaves the nulls out of the walk over an index; only so does SQLite see a range.
    add(column + (sqlite ? " >= ''" : " IS NOT NULL"));
  }
  // And a text that lacks just the prefix's last blanks lies between the two.
  const bool ends_blank = !pattern.prefix.empty() && pattern.prefix.back() == ' ';
  if (pattern.any_end && (sqlite || !ends_blank)) return;
  if (!pattern.infix.empty()) {
    // Quicker than LIKE; in UTF-8 bytes find the same as characters.
    compare(" AND INSTR(" + (sqlite ? column : "CAST(" + column + " AS BINARY)") + ", ",
            pattern.infix);
    return add(") > 0");
  }
  // MariaDB would make a range of LIKE, which forgets the same texts.
  compare(" AND " + (sqlite ? column : "CONCAT(" + column + ", '')") + " LIKE ", pattern.text);
  // MySQL's escape character is the backslash without saying so.
  if (sqlite) add(" ESCAPE '\\'");
}

void StatementText::append(const Statement& other) {
  for (const StatementPiece& piece : other) {
    if (std::holds_alternative<std::monostate>(piece.value))
      add(piece.sql);
    else
      compare(piece.sql, piece.value);
  }
}

}  // namespace idm::users
