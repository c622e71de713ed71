#include "scim/filter.h"

#include <algorithm>

#include "core/ascii.h"
#include "scim/attributes.h"
#include "scim/error.h"

namespace idm::scim {
namespace {

constexpr std::size_t longest_filter = 64u << 10;
constexpr int deepest_nesting = 32;
constexpr int most_comparisons = 1000;

using ascii::is_digit;
using ascii::is_letter;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
/// Ends a name, an operator or a literal other than a text.
bool ends_word(char c) {
  return is_blank(c) || c == '(' || c == ')' || c == '[' || c == ']' || c == '"';
}

bool is_name(std::string_view text) {
  if (text.starts_with('$')) text.remove_prefix(1);
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}

/// `[urn:]attribute[.sub]`; dots before the last colon belong to the URN.
bool is_attribute(std::string_view text) {
  if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
    if (!ascii::same(text.substr(0, 4), "urn:") || colon < 4) return false;
    text.remove_prefix(colon + 1);
  }
  const std::size_t dot = text.find('.');
  return is_name(text.substr(0, dot)) &&
         (dot == std::string_view::npos || is_name(text.substr(dot + 1)));
}

struct OperatorName {
  const char* name;
  Comparison comparison;
};
constexpr OperatorName operators[] = {
    {"eq", Comparison::Equal         },
    {"ne", Comparison::NotEqual      },
    {"co", Comparison::Contains      },
    {"sw", Comparison::StartsWith    },
    {"ew", Comparison::EndsWith      },
    {"gt", Comparison::Greater       },
    {"ge", Comparison::GreaterOrEqual},
    {"lt", Comparison::Less          },
    {"le", Comparison::LessOrEqual   },
    {"pr", Comparison::Present       },
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {
    if (text.size() > longest_filter)
      throw invalid_filter("the filter has " + std::to_string(text.size()) + " bytes; " +
                           std::to_string(longest_filter) + " are the most that are read");
  }

  Filter whole() {
    Filter filter = any();
    skip_blanks();
    if (at_ < text_.size()) expected("\"and\", \"or\" or the end");
    return filter;
  }

  /// Up to the bracket that closes the one before the text.
  Filter bracketed(std::size_t& end) {
    in_brackets_ = true;
    Filter filter = any();
    skip_blanks();
    if (!skip(']')) expected("\"and\", \"or\" or \"]\"");
    end = at_;
    return filter;
  }

 private:
  /// Counts how deep parentheses and brackets are nested.
  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > deepest_nesting)
        parser_.refuse("nested more than " + std::to_string(deepest_nesting) + " deep");
    }
    ~Level() { --parser_.depth_; }

   private:
    Parser& parser_;
  };

  Filter any() {
    return chain(Filter::Kind::Any, "or", [this] { return all(); });
  }
  Filter all() {
    return chain(Filter::Kind::All, "and", [this] { return factor(); });
  }

  template <class Operand>
  Filter chain(Filter::Kind kind, const char* joint, Operand operand) {
    Filter first = operand();
    if (peek_word() != joint) return first;
    Filter filter;
    filter.kind = kind;
    filter.parts.push_back(std::move(first));
    while (peek_word() == joint) {
      take_word();
      filter.parts.push_back(operand());
    }
    return filter;
  }

  Filter factor() {
    skip_blanks();
    if (skip('(')) return in_parentheses();
    if (peek_word() == "not") {
      const std::size_t before = at_;
      take_word();
      skip_blanks();
      if (!skip('(')) {
        at_ = skip_back(before);
        expected_at(at_ + 3, "\"(\" after \"not\"");
      }
      Filter filter;
      filter.kind = Filter::Kind::Not;
      filter.parts.push_back(in_parentheses());
      return filter;
    }
    return term();
  }

  Filter in_parentheses() {
    const Level level(*this);
    Filter filter = any();
    skip_blanks();
    if (!skip(')')) expected("\"and\", \"or\" or \")\"");
    return filter;
  }

  Filter term() {
    std::string name = attribute_name();
    if (!skip('[')) return comparison(std::move(name));
    if (in_brackets_) refuse("brackets inside brackets");
    return element(std::move(name));
  }

  Filter element(std::string name) {
    const Level level(*this);
    Filter filter;
    filter.kind = Filter::Kind::Element;
    in_brackets_ = true;
    filter.parts.push_back(any());
    in_brackets_ = false;
    skip_blanks();
    if (!skip(']')) expected("\"and\", \"or\" or \"]\"");
    if (skip('.')) {
      const std::size_t before = at_;
      std::string part(take_word());
      if (!is_name(part)) expected_at(before, "the name of a sub-attribute");
      filter.parts.push_back(comparison(std::move(part)));
    }
    filter.name = std::move(name);
    return filter;
  }

  std::string attribute_name() {
    skip_blanks();
    const std::size_t before = at_;
    const std::string_view word = take_word();
    if (!is_attribute(word)) expected_at(before, "the name of an attribute");
    return std::string(word);
  }

  Filter comparison(std::string name) {
    if (++comparisons_ > most_comparisons)
      refuse("more than " + std::to_string(most_comparisons) + " comparisons");
    Filter filter;
    filter.name = std::move(name);
    filter.comparison = comparison_operator();
    if (filter.comparison != Comparison::Present) filter.value = literal();
    return filter;
  }

  Comparison comparison_operator() {
    skip_blanks();
    const std::size_t before = at_;
    const std::string word = ascii::lower(take_word());
    for (const OperatorName& known : operators)
      if (word == known.name) return known.comparison;
    expected_at(before, "one of eq, ne, co, sw, ew, pr, gt, ge, lt, le");
  }

  nlohmann::ordered_json literal() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '"') return quoted();
    const std::size_t before = at_;
    const std::string_view word = take_word();
    const std::string keyword = ascii::lower(word);
    if (keyword == "true") return true;
    if (keyword == "false") return false;
    if (keyword == "null") return nullptr;
    nlohmann::ordered_json number = nlohmann::ordered_json::parse(word, nullptr, false);
    if (!number.is_number())
      expected_at(before, "a text in double quotes, a number, true, false or null");
    return number;
  }

  nlohmann::ordered_json quoted() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) {
      at_ = text_.size();
      expected("the closing double quote of the text that begins at position " +
               std::to_string(begin + 1));
    }
    ++at_;
    nlohmann::ordered_json value =
        nlohmann::ordered_json::parse(text_.substr(begin, at_ - begin), nullptr, false);
    if (!value.is_string() || value.get_ref<const std::string&>().find('\0') != std::string::npos)
      refuse_at(begin, "the text is not a JSON string (escapes, control characters, UTF-8)");
    return value;
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  std::size_t skip_back(std::size_t from) const {
    while (from < text_.size() && is_blank(text_[from])) ++from;
    return from;
  }

  bool skip(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string_view take_word() {
    skip_blanks();
    const std::size_t begin = at_;
    while (at_ < text_.size() && !ends_word(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  /// The next word in lower case, left where it is.
  std::string peek_word() {
    const std::size_t before = at_;
    const std::string word = ascii::lower(take_word());
    at_ = before;
    return word;
  }

  [[noreturn]] void expected(const std::string& what) const { expected_at(at_, what); }

  [[noreturn]] void expected_at(std::size_t position, const std::string& what) const {
    position = skip_back(std::min(position, text_.size()));
    refuse_at(position, what + " was expected, not " + found_at(position));
  }

  [[noreturn]] void refuse(const std::string& why) const { refuse_at(at_, why); }

  [[noreturn]] void refuse_at(std::size_t position, const std::string& why) const {
    throw invalid_filter("the filter is wrong at position " + std::to_string(position + 1) + ": " +
                         why);
  }

  std::string found_at(std::size_t position) const {
    if (position >= text_.size()) return "the end";
    std::size_t end = position + 1;
    if (!ends_word(text_[position]))
      while (end < text_.size() && end - position < 40 && !ends_word(text_[end])) ++end;
    return "\"" + std::string(text_.substr(position, end - position)) + "\"";
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int comparisons_ = 0;
  bool in_brackets_ = false;
};

}  // namespace

Filter parse_filter(std::string_view text) { return Parser(text).whole(); }

Filter parse_bracketed_filter(std::string_view text, std::size_t& end) {
  return Parser(text).bracketed(end);
}

}  // namespace idm::scim
