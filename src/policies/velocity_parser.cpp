#include <algorithm>
#include <charconv>
#include <optional>

#include "core/ascii.h"
#include "core/error.h"
#include "policies/velocity_tree.h"

namespace idm::policies::velocity {
namespace {

constexpr int deepest = 32;

using ascii::is_digit;

bool is_letter(char c) { return ascii::is_letter(c) || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Parser {
 public:
  Parser(const std::string& text, int depth) : text_(text), depth_(depth) {
    if (depth > deepest) refuse("it is nested too deeply");
  }

  BlockPtr whole() {
    BlockPtr all = block();
    if (at_ < text_.size()) refuse("#" + word_ahead() + " without its #if or #foreach");
    return all;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(ErrorCode::InvalidArgument, "template \"" + text_ + "\": " + why);
  }

  bool sees(const std::string& what) const { return text_.compare(at_, what.size(), what) == 0; }
  bool takes(const std::string& what) {
    if (!sees(what)) return false;
    at_ += what.size();
    return true;
  }
  char ahead(std::size_t by = 0) const { return at_ + by < text_.size() ? text_[at_ + by] : '\0'; }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  void expect(const std::string& what) {
    skip_blanks();
    if (!takes(what)) refuse("\"" + what + "\" is missing at \"" + text_.substr(at_, 20) + "\"");
  }

  /// After a directive the rest of its line is not part of the text when it is blank.
  void end_line() {
    std::size_t end = at_;
    while (end < text_.size() && (text_[end] == ' ' || text_[end] == '\t')) ++end;
    if (end < text_.size() && text_[end] == '\r') ++end;
    if (end < text_.size() && text_[end] == '\n') at_ = end + 1;
  }

  std::string word() {
    const std::size_t begin = at_;
    if (is_letter(ahead()))
      while (is_letter(ahead()) || is_digit(ahead())) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  /// The directive at '#': "else" for #else and #{else}.
  std::string word_ahead() const {
    Parser copy(*this);
    ++copy.at_;
    const bool braced = copy.takes("{");
    const std::string name = copy.word();
    return braced && copy.ahead() != '}' ? "" : name;
  }

  /// Steps over #word or #{word}.
  void take_directive(const std::string& name) {
    ++at_;
    const bool braced = takes("{");
    at_ += name.size() + (braced ? 1 : 0);
  }

  BlockPtr nested() {
    if (++nesting_ + depth_ > deepest) refuse("it is nested too deeply");
    BlockPtr inner = block();
    --nesting_;
    return inner;
  }

  /// Until the end, or a directive that ends a block.
  BlockPtr block() {
    auto made = std::make_shared<Block>();
    std::string plain;
    const auto add = [&](auto part) {
      if (!plain.empty()) made->parts.emplace_back(std::move(plain));
      plain.clear();
      made->parts.emplace_back(std::move(part));
    };
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\' && (ahead(1) == '$' || ahead(1) == '#')) {
        plain += ahead(1);
        at_ += 2;
      } else if (c == '$') {
        if (std::optional<Reference> found = reference())
          add(std::move(*found));
        else
          plain += text_[at_++];
      } else if (c == '#') {
        if (skip_comment()) continue;
        const std::string name = word_ahead();
        if (name == "end" || name == "else" || name == "elseif") break;
        if (name == "if")
          add(conditional());
        else if (name == "foreach")
          add(loop());
        else if (name == "set")
          add(assignment());
        else
          plain += text_[at_++];
      } else {
        plain += text_[at_++];
      }
    }
    if (!plain.empty()) made->parts.emplace_back(std::move(plain));
    return made;
  }

  bool skip_comment() {
    if (takes("##")) {
      at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
      return true;
    }
    if (!takes("#*")) return false;
    const std::size_t end = text_.find("*#", at_);
    if (end == std::string::npos) refuse("#* without *#");
    at_ = end + 2;
    return true;
  }

  If conditional() {
    If made;
    take_directive("if");
    made.branches.push_back(branch());
    for (;;) {
      const std::string name = at_ < text_.size() ? word_ahead() : "";
      if (name.empty()) refuse("#if without #end");
      const bool after_else = !made.branches.back().condition;
      if (name != "end" && after_else) refuse("#" + name + " after #else");
      take_directive(name);
      if (name == "elseif") {
        made.branches.push_back(branch());
        continue;
      }
      end_line();
      if (name == "end") return made;
      made.branches.push_back({nullptr, nested()});
    }
  }

  If::Branch branch() {
    ExpressionPtr condition = in_parentheses();
    end_line();
    BlockPtr body = nested();
    return {std::move(condition), std::move(body)};
  }

  ExpressionPtr in_parentheses() {
    expect("(");
    ExpressionPtr inner = disjunction();
    expect(")");
    return inner;
  }

  std::string target() {
    skip_blanks();
    if (!takes("$")) refuse("a variable is missing at \"" + text_.substr(at_, 20) + "\"");
    const bool braced = takes("{");
    std::string name = word();
    if (name.empty() || (braced && !takes("}"))) refuse("a variable has no name");
    return name;
  }

  Foreach loop() {
    take_directive("foreach");
    Foreach made;
    expect("(");
    made.variable = target();
    skip_blanks();
    if (word() != "in") refuse("#foreach without \"in\"");
    made.list = disjunction();
    expect(")");
    end_line();
    made.body = nested();
    if (at_ >= text_.size() || word_ahead() != "end") refuse("#foreach without #end");
    take_directive("end");
    end_line();
    return made;
  }

  Set assignment() {
    take_directive("set");
    Set made;
    expect("(");
    made.variable = target();
    expect("=");
    made.value = disjunction();
    expect(")");
    end_line();
    return made;
  }

  /// Nothing when '$' is only a sign here.
  std::optional<Reference> reference() {
    const std::size_t begin = at_;
    Reference made;
    ++at_;
    made.quiet = takes("!");
    const bool braced = takes("{");
    const std::size_t inner = at_;
    if (braced) made.whole = name_in_braces();
    at_ = inner;
    made.variable = word();
    if (made.variable.empty() && made.whole.empty()) {
      at_ = begin;
      return std::nullopt;
    }
    steps(made);
    if (braced && !made.whole.empty() && ahead() != '}') {
      made.steps.clear();
      made.variable = made.whole;
      at_ = inner + made.whole.size();
    }
    if (braced && !takes("}")) {
      refuse("} is missing after \"" + text_.substr(begin, at_ - begin) + "\"");
    }
    made.text = text_.substr(begin, at_ - begin);
    return made;
  }

  /// What stands before } when that could be a name as a whole.
  std::string name_in_braces() const {
    const std::size_t end = text_.find('}', at_);
    if (end == std::string::npos) return "";
    const std::string inner = text_.substr(at_, end - at_);
    const bool is_name = !inner.empty() && std::all_of(inner.begin(), inner.end(), [](char c) {
      return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == ':';
    });
    return is_name && is_letter(inner[0]) ? inner : "";
  }

  void steps(Reference& made) {
    while (ahead() == '.' && is_letter(ahead(1))) {
      ++at_;
      Step step{word()};
      if (takes("(")) {
        step.call = true;
        skip_blanks();
        while (!sees(")")) {
          step.arguments.push_back(disjunction());
          skip_blanks();
          if (!sees(")")) expect(",");
        }
        expect(")");
      }
      made.steps.push_back(std::move(step));
    }
  }

  static ExpressionPtr joined(Operator op, ExpressionPtr left, ExpressionPtr right) {
    return std::make_shared<Expression>(Expression{op, std::move(left), std::move(right)});
  }

  ExpressionPtr disjunction() {
    if (++nesting_ + depth_ > deepest) refuse("it is nested too deeply");
    ExpressionPtr left = conjunction();
    for (skip_blanks(); takes("||"); skip_blanks())
      left = joined(Operator::Or, left, conjunction());
    --nesting_;
    return left;
  }

  ExpressionPtr conjunction() {
    ExpressionPtr left = comparison();
    for (skip_blanks(); takes("&&"); skip_blanks())
      left = joined(Operator::And, left, comparison());
    return left;
  }

  ExpressionPtr comparison() {
    static constexpr std::pair<const char*, Operator> operators[] = {
        {"==", Operator::Equal       },
        {"!=", Operator::NotEqual    },
        {"<=", Operator::LessEqual   },
        {">=", Operator::GreaterEqual},
        {"<",  Operator::Less        },
        {">",  Operator::Greater     }
    };
    ExpressionPtr left = negation();
    skip_blanks();
    for (const auto& [sign, op] : operators)
      if (takes(sign)) return joined(op, left, negation());
    return left;
  }

  ExpressionPtr negation() {
    skip_blanks();
    bool negated = false;
    for (; ahead() == '!' && ahead(1) != '='; skip_blanks()) {
      ++at_;
      negated = !negated;
    }
    ExpressionPtr inner = primary();
    return negated ? joined(Operator::Not, inner, nullptr) : inner;
  }

  ExpressionPtr primary() {
    skip_blanks();
    const char c = ahead();
    if (c == '(') return in_parentheses();
    if (c == '[') return list();
    if (c == '\'' || c == '"') return quoted(c);
    if (c == '$')
      if (std::optional<Reference> found = reference())
        return std::make_shared<Expression>(Expression{std::move(*found)});
    if (is_digit(c) || (c == '-' && is_digit(ahead(1)))) return whole_number();
    const std::string name = word();
    if (name == "true" || name == "false")
      return std::make_shared<Expression>(Expression{name == "true"});
    refuse("not understood: \"" + text_.substr(at_ - name.size(), 20) + "\"");
  }

  ExpressionPtr whole_number() {
    long long number = 0;
    const auto [end, failed] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (failed != std::errc()) refuse("a number is too large");
    at_ = static_cast<std::size_t>(end - text_.data());
    return std::make_shared<Expression>(Expression{number});
  }

  /// 'as it is', or "with references".
  ExpressionPtr quoted(char quote) {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string::npos) refuse("a quotation mark is missing");
    const std::string inner = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (quote == '"')
      return std::make_shared<Expression>(Expression{Parser(inner, depth_ + nesting_ + 1).whole()});
    auto plain = std::make_shared<Block>();
    plain->parts.emplace_back(inner);
    return std::make_shared<Expression>(Expression{BlockPtr(std::move(plain))});
  }

  ExpressionPtr list() {
    expect("[");
    std::vector<ExpressionPtr> items;
    skip_blanks();
    while (!sees("]")) {
      items.push_back(disjunction());
      skip_blanks();
      if (!sees("]")) expect(",");
    }
    expect("]");
    return std::make_shared<Expression>(Expression{std::move(items)});
  }

  const std::string& text_;
  int depth_;
  int nesting_ = 0;
  std::size_t at_ = 0;
};

}  // namespace

BlockPtr parse(const std::string& text) { return Parser(text, 0).whole(); }

}  // namespace idm::policies::velocity
