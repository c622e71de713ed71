#include "scim/column_condition.h"

#include "core/folding.h"
#include "orm/text.h"

namespace idm::scim {
namespace {

using users::StatementText;

std::size_t characters_in(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

/// A literal in a LIKE of MySQL, whose escape character is the backslash.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

void add_beginning(StatementText& text, const std::string& column, const std::string& prefix) {
  // MariaDB's collations pad: a range would leave out control characters behind the prefix.
  if (text.dialect() == Dialect::MySql)
    return text.compare(column + " LIKE ", escaped(prefix) + "%");
  // A range, which an index serves; no UTF-8 text has the last byte.
  text.compare("(" + column + " >= ", prefix);
  text.compare(" AND " + column + " < ", prefix + "\xFF");
  text.add(")");
}

/// Or so long a text that what is looked for may have been cut off.
void or_cut(StatementText& text, const std::string& column, std::size_t width) {
  const char* length = text.dialect() == Dialect::Sqlite ? "LENGTH(" : "CHAR_LENGTH(";
  text.add(" OR " + std::string(length) + column + ") >= " + std::to_string(width));
}

}  // namespace

bool add_text_condition(StatementText& text, const TextColumn& column, Comparison comparison,
                        const std::string& literal) {
  const bool is_piece = comparison == Comparison::Contains || comparison == Comparison::EndsWith;
  if (comparison != Comparison::Equal && comparison != Comparison::StartsWith && !is_piece)
    return false;
  const std::string whole = column.width > 0 ? fold(literal) : literal;
  const std::string wanted = column.width > 0 ? first_characters(whole, column.width) : whole;
  text.add("(");
  if (is_piece) {
    text.compare("INSTR(" + column.name + ", ", whole);
    text.add(") > 0");
    if (column.width > 0) or_cut(text, column.name, column.width);
  } else if (comparison == Comparison::Equal) {
    text.equals(column.name, wanted);
  } else {
    add_beginning(text, column.name, wanted);
  }
  // Folding makes at most one character of four.
  if (!column.original.empty() && (is_piece || characters_in(whole) * 4 >= column.original_width))
    or_cut(text, column.original, column.original_width);
  text.add(")");
  return true;
}

bool add_instant_condition(StatementText& text, const std::string& column, Comparison comparison,
                           Instant literal) {
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
  text.compare("(" + column + " IS NOT NULL AND " + column + sql, literal);
  text.add(")");
  return true;
}

}  // namespace idm::scim
