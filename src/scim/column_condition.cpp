#include "scim/column_condition.h"

#include "core/folding.h"
#include "orm/text.h"

namespace idm::scim {
namespace {

std::size_t characters_in(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

/// A literal in a LIKE, whose escape character is the backslash.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

void add_beginning(users::StatementText& text, const std::string& column,
                   const std::string& prefix) {
  if (text.dialect() == Dialect::Sqlite) {
    // A range, which an index serves; no UTF-8 text has the last byte.
    text.compare("(" + column + " >= ", prefix);
    text.compare(" AND " + column + " < ", prefix + "\xFF");
    return text.add(")");
  }
  // Not a range: the padding of MariaDB's collations would leave out control characters.
  text.compare("(" + column + " IS NOT NULL AND " + column + " LIKE ", escaped(prefix) + "%");
  text.add(")");
}

/// The piece, or so long a text that it may have been cut off.
void add_piece(users::StatementText& text, const TextColumn& column, const std::string& piece) {
  const std::string name = column.name;
  text.compare("(" + name + " IS NOT NULL AND (INSTR(" + name + ", ", piece);
  text.add(") > 0");
  if (column.width > 0)
    text.add(std::string(" OR ") +
             (text.dialect() == Dialect::Sqlite ? "LENGTH(" : "CHAR_LENGTH(") + name +
             ") >= " + std::to_string(column.width));
  text.add("))");
}

}  // namespace

bool add_text_condition(users::StatementText& text, const TextColumn& column, Comparison comparison,
                        const std::string& value, bool& exact) {
  // Stored copies are without trailing blanks, and MariaDB does not see them: documents decide.
  const std::string shortened = fold(value);
  const std::string wanted =
      column.folded ? shortened : value.substr(0, value.find_last_not_of(' ') + 1);
  const bool has_blanks = value.ends_with(' ');
  const std::string cut = column.width > 0 ? first_characters(wanted, column.width) : wanted;
  const bool is_cut = column.width > 0 && characters_in(wanted) >= column.width;
  exact = exact && column.is_copy && column.folded && !has_blanks && !is_cut;
  switch (comparison) {
    case Comparison::Equal:
      text.add("(" + std::string(column.name) + " IS NOT NULL AND ");
      text.equals(column.name, cut);
      text.add(")");
      return true;
    case Comparison::StartsWith:
      add_beginning(text, column.name, cut);
      return true;
    case Comparison::Contains:
      exact = exact && column.width == 0;
      add_piece(text, column, cut);
      return true;
    case Comparison::EndsWith:
      exact = false;
      add_piece(text, column, cut);
      return true;
    default:
      return false;
  }
}

bool add_instant_condition(users::StatementText& text, const std::string& column,
                           Comparison comparison, Instant value) {
  const char* sql = nullptr;
  switch (comparison) {
    case Comparison::Equal:
      sql = " = ";
      break;
    case Comparison::Greater:
      sql = " > ";
      break;
    case Comparison::GreaterOrEqual:
      sql = " >= ";
      break;
    case Comparison::Less:
      sql = " < ";
      break;
    case Comparison::LessOrEqual:
      sql = " <= ";
      break;
    default:
      return false;
  }
  text.compare("(" + column + " IS NOT NULL AND " + column + sql, value);
  text.add(")");
  return true;
}

}  // namespace idm::scim
