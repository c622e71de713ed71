#include "policies/velocity.h"

#include <algorithm>
#include <charconv>

#include "core/ascii.h"
#include "core/error.h"
#include "policies/velocity_tree.h"

namespace idm::policies {
namespace {

using velocity::Block;
using velocity::Expression;
using velocity::ExpressionPtr;
using velocity::Operator;
using velocity::Reference;

constexpr std::size_t longest_text = 100000;
constexpr int most_steps = 100000;

/// All values of an attribute: a text takes the first, #foreach all.
struct Values {
  std::vector<std::string> all;
};
struct FieldRoot {};
struct ApplicationRoot {};
using Person = std::shared_ptr<const Identity>;

struct Datum;
using List = std::vector<Datum>;
struct Datum {
  std::variant<std::monostate, bool, long long, std::string, Values, List, Person, FieldRoot,
               ApplicationRoot>
      what = {};
};

[[noreturn]] void fail(const std::string& why) { throw Error(ErrorCode::InvalidArgument, why); }

std::string text_of(const Datum& datum) {
  if (const auto* text = std::get_if<std::string>(&datum.what)) return *text;
  if (const auto* values = std::get_if<Values>(&datum.what)) return values->all.front();
  if (const auto* truth = std::get_if<bool>(&datum.what)) return *truth ? "true" : "false";
  if (const auto* number = std::get_if<long long>(&datum.what)) return std::to_string(*number);
  if (const auto* person = std::get_if<Person>(&datum.what))
    return (*person)->value("uid").value_or("");
  return "";
}

bool is_null(const Datum& datum) { return std::holds_alternative<std::monostate>(datum.what); }

Datum of_values(std::vector<std::string> values) {
  if (values.empty()) return {};
  return {Values{std::move(values)}};
}

Datum of_value(Value value) {
  if (!value) return {};
  return {std::move(*value)};
}

Datum of_person(Person person) {
  if (!person) return {};
  return {std::move(person)};
}

std::optional<long long> number_of(const Datum& datum) {
  const std::string text = text_of(datum);
  long long number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

class Run {
 public:
  explicit Run(const Scope& scope) : scope_(scope) {}

  void block(const Block& block, std::string& out) {
    for (const auto& part : block.parts) {
      count();
      if (const auto* plain = std::get_if<std::string>(&part)) out += *plain;
      if (const auto* reference = std::get_if<Reference>(&part)) out += text_of(value(*reference));
      if (const auto* choice = std::get_if<velocity::If>(&part)) conditional(*choice, out);
      if (const auto* loop = std::get_if<velocity::Foreach>(&part))
        foreach (*loop, out)
          ;
      if (const auto* set = std::get_if<velocity::Set>(&part))
        locals_[set->variable] = value(*set->value);
      if (out.size() > longest_text)
        fail("the template's text is longer than " + std::to_string(longest_text) + " bytes");
    }
  }

 private:
  void count() {
    if (++steps_ > most_steps) fail("the template takes too many steps");
  }

  void conditional(const velocity::If& choice, std::string& out) {
    for (const velocity::If::Branch& branch : choice.branches)
      if (!branch.condition || is_true(value(*branch.condition))) return block(*branch.body, out);
  }

  void foreach (const velocity::Foreach& loop, std::string & out) {
    const Datum list = value(*loop.list);
    List items;
    if (const auto* values = std::get_if<Values>(&list.what))
      for (const std::string& text : values->all) items.push_back({text});
    else if (const auto* data = std::get_if<List>(&list.what))
      items = *data;
    else if (!is_null(list))
      items.push_back(list);
    const auto found = locals_.find(loop.variable);
    const std::optional<Datum> hidden =
        found == locals_.end() ? std::nullopt : std::optional(found->second);
    for (const Datum& item : items) {
      count();
      locals_[loop.variable] = item;
      block(*loop.body, out);
    }
    locals_.erase(loop.variable);
    if (hidden) locals_[loop.variable] = *hidden;
  }

  Datum value(const Expression& expression) {
    count();
    if (const auto* number = std::get_if<long long>(&expression.what)) return {*number};
    if (const auto* truth = std::get_if<bool>(&expression.what)) return {*truth};
    if (const auto* reference = std::get_if<Reference>(&expression.what)) return value(*reference);
    if (const auto* text = std::get_if<velocity::BlockPtr>(&expression.what)) {
      std::string rendered;
      block(**text, rendered);
      return {std::move(rendered)};
    }
    if (const auto* items = std::get_if<std::vector<ExpressionPtr>>(&expression.what)) {
      List list;
      for (const ExpressionPtr& item : *items) list.push_back(value(*item));
      return {std::move(list)};
    }
    return {operation(expression)};
  }

  bool operation(const Expression& expression) {
    const Operator op = std::get<Operator>(expression.what);
    const Datum left = value(*expression.left);
    if (op == Operator::Not) return !is_true(left);
    if (op == Operator::Or && is_true(left)) return true;
    if (op == Operator::And && !is_true(left)) return false;
    const Datum right = value(*expression.right);
    if (op == Operator::Or || op == Operator::And) return is_true(right);
    if (op == Operator::Equal || op == Operator::NotEqual)
      return (text_of(left) == text_of(right)) == (op == Operator::Equal);
    const auto a = number_of(left), b = number_of(right);
    if (!a || !b) fail("a template compares by size what is not a number");
    switch (op) {
      case Operator::Less:
        return *a < *b;
      case Operator::LessEqual:
        return *a <= *b;
      case Operator::Greater:
        return *a > *b;
      default:
        return *a >= *b;
    }
  }

  static bool is_true(const Datum& datum) {
    if (const auto* truth = std::get_if<bool>(&datum.what)) return *truth;
    if (const auto* text = std::get_if<std::string>(&datum.what)) return !text->empty();
    if (const auto* list = std::get_if<List>(&datum.what)) return !list->empty();
    return !is_null(datum);
  }

  Datum value(const Reference& reference) {
    count();
    Datum found;
    if (!reference.whole.empty() && !reference.steps.empty())
      found = of_value(variable(scope_, reference.whole));
    if (is_null(found)) {
      found = root(reference.variable);
      for (const velocity::Step& step : reference.steps) {
        if (is_null(found)) break;
        found = next(found, step);
      }
    }
    // An empty text counts as missing, as it does on the platform that this language comes from.
    const auto* text = std::get_if<std::string>(&found.what);
    if (!reference.quiet && (is_null(found) || (text && text->empty())))
      throw NoValue(reference.text);
    return found;
  }

  Datum root(const std::string& name) {
    const auto local = locals_.find(name);
    if (local != locals_.end()) return local->second;
    if (Value found = variable(scope_, name)) return of_value(std::move(found));
    if (name == "identity") return of_person(scope_.field.identity);
    if (name == "field") return {FieldRoot{}};
    if (name == "application") return {ApplicationRoot{}};
    return {};
  }

  /// The name of a property, also when it is asked for by its getter.
  std::string property_of(const velocity::Step& step) {
    if (!step.call) return step.name;
    if (step.name == "getAttribute" || step.name == "getStringAttribute" || step.name == "get") {
      if (step.arguments.size() != 1) fail(step.name + "() takes one name");
      return text_of(value(*step.arguments[0]));
    }
    if (!step.name.starts_with("get") || step.name.size() < 4 || !step.arguments.empty())
      fail("a template may not call " + step.name + "()");
    std::string name = step.name.substr(3);
    name[0] = ascii::lower(name[0]);
    return name;
  }

  Datum next(const Datum& from, const velocity::Step& step) {
    const std::string name = property_of(step);
    if (const auto* person = std::get_if<Person>(&from.what)) {
      if (name == "attributes") return from;
      if (name == "manager") return of_person((*person)->manager());
      if (name == "managerStatus") return {(*person)->is_manager()};
      return of_values((*person)->values(name));
    }
    if (std::holds_alternative<FieldRoot>(from.what)) {
      if (name == "name") return {scope_.field.name};
      if (name == "type") return {scope_.field.type};
      return {};
    }
    if (std::holds_alternative<ApplicationRoot>(from.what)) {
      if (name == "id") return {scope_.field.system_id};
      if (name == "name") return {scope_.field.system_name};
      return {};
    }
    fail("a template may not look into a text (." + step.name + ")");
  }

  const Scope& scope_;
  std::map<std::string, Datum> locals_;
  int steps_ = 0;
};

}  // namespace

Template::Template(const std::string& text) : block_(velocity::parse(text)) {}

std::string Template::render(const Scope& scope) const {
  std::string out;
  Run(scope).block(*block_, out);
  return out;
}

}  // namespace idm::policies
