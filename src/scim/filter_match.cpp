#include "scim/filter_match.h"

#include <algorithm>

#include "core/ascii.h"
#include "scim/error.h"

namespace idm::scim {
namespace {

const char* spelled(Comparison comparison) {
  constexpr const char* names[] = {"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"};
  return names[static_cast<std::size_t>(comparison)];
}

bool is_order(Comparison comparison) {
  return comparison >= Comparison::Greater && comparison <= Comparison::LessOrEqual;
}

bool is_piece(Comparison comparison) {
  return comparison >= Comparison::Contains && comparison <= Comparison::EndsWith;
}

/// For two values that have an order.
template <class Value>
bool holds(Comparison comparison, const Value& left, const Value& right) {
  switch (comparison) {
    case Comparison::Equal:
      return left == right;
    case Comparison::Greater:
      return left > right;
    case Comparison::GreaterOrEqual:
      return left >= right;
    case Comparison::Less:
      return left < right;
    case Comparison::LessOrEqual:
      return left <= right;
    default:
      return false;
  }
}

bool piece_holds(Comparison comparison, const std::string& text, const std::string& piece) {
  if (comparison == Comparison::StartsWith) return text.starts_with(piece);
  if (comparison == Comparison::EndsWith) return text.ends_with(piece);
  return text.find(piece) != std::string::npos;
}

}  // namespace

/// A part of the filter, its names looked up and its literal in the form that is compared.
struct FilterMatch::Term {
  /// Where names are looked up: the type of resource, or the attribute whose elements are asked.
  struct Scope {
    const ResourceType* type = nullptr;
    const Attribute* list = nullptr;

    std::optional<Name> find(const std::string& name) const {
      if (type) return find_name(*type, name);
      const Attribute* sub = list->sub(name);
      // Of a list of plain values, each is the `value` of its element.
      if (!sub && !list->is_complex() && ascii::same(name, "value")) sub = list;
      return sub ? std::optional(Name{nullptr, sub, nullptr}) : std::nullopt;
    }
  };

  Filter::Kind kind;
  std::vector<Term> parts;
  std::optional<Name> name;  ///< nothing: unknown, never matches
  Comparison comparison;
  bool null = false;                     ///< the literal is null
  const Attribute* compared = nullptr;   ///< whose values are compared; null: only presence
  std::optional<std::string> text = {};  ///< the literal as text, comparable
  std::optional<Instant> instant = {};
  std::optional<double> number = {};
  std::optional<bool> truth = {};

  Term(const Filter& filter, const Scope& scope)
      : kind(filter.kind), comparison(filter.comparison) {
    if (kind == Filter::Kind::Element)
      bind_element(filter, scope);
    else if (kind == Filter::Kind::Compare)
      bind_comparison(filter, scope);
    else
      for (const Filter& part : filter.parts) parts.emplace_back(part, scope);
  }

  void bind_element(const Filter& filter, const Scope& scope) {
    name = scope.find(filter.name);
    if (!name || !name->leaf() || !name->leaf()->is_complex()) return name.reset();
    const Scope elements{nullptr, name->leaf()};
    for (const Filter& part : filter.parts) parts.emplace_back(part, elements);
  }

  void bind_comparison(const Filter& filter, const Scope& scope) {
    name = scope.find(filter.name);
    if (!name) return;
    null = filter.value.is_null();
    const Attribute* leaf = name->leaf();
    if (leaf && leaf->returned == Returned::Never)
      throw Refusal(403, "", "a filter must not ask for '" + filter.name + "'");
    if (comparison == Comparison::Present) return;
    if (null && comparison != Comparison::Equal && comparison != Comparison::NotEqual)
      refuse(filter, "null has neither an order nor pieces");
    if (leaf) compared = scim::compared(*leaf);
    if (compared && !null) bind_literal(filter);
  }

  void bind_literal(const Filter& filter) {
    const Json& value = filter.value;
    switch (compared->type) {
      case Type::Boolean:
        if (is_order(comparison) || is_piece(comparison))
          refuse(filter, "truth values have neither an order nor pieces");
        truth = read_boolean(value);
        return;
      case Type::Integer:
        if (is_piece(comparison)) refuse(filter, "numbers have no pieces");
        if (value.is_number()) number = value.get<double>();
        if (!number && is_order(comparison)) refuse(filter, "the value must be a number");
        return;
      case Type::DateTime:
        return bind_instant(filter);
      case Type::Binary:
        if (is_order(comparison)) refuse(filter, "binary values have no order");
        return bind_text(filter);
      default:
        return bind_text(filter);
    }
  }

  void bind_text(const Filter& filter) {
    if (!filter.value.is_string()) {
      if (is_order(comparison) || is_piece(comparison)) refuse(filter, "the value must be a text");
      return;
    }
    const auto& value = filter.value.get_ref<const std::string&>();
    text = is_piece(comparison) ? comparable_piece(*compared, value) : comparable(*compared, value);
  }

  void bind_instant(const Filter& filter) {
    if (is_piece(comparison)) return bind_text(filter);
    if (filter.value.is_string())
      instant = read_instant(filter.value.get_ref<const std::string&>());
    if (!instant) refuse(filter, "the value must be a dateTime such as \"2026-01-31T12:00:00Z\"");
  }

  [[noreturn]] static void refuse(const Filter& filter, const std::string& why) {
    throw invalid_filter("the filter '" + filter.name + " " + spelled(filter.comparison) + " " +
                         filter.value.dump() + "' cannot be: " + why);
  }

  bool matches(const Json& document) const {
    const auto one = [&](const Term& part) { return part.matches(document); };
    switch (kind) {
      case Filter::Kind::All:
        return std::all_of(parts.begin(), parts.end(), one);
      case Filter::Kind::Any:
        return std::any_of(parts.begin(), parts.end(), one);
      case Filter::Kind::Not:
        return !parts.front().matches(document);
      case Filter::Kind::Element:
        return name && element_matches(document);
      case Filter::Kind::Compare:
        break;
    }
    return name && comparison_matches(document);
  }

  /// The attribute's value or list; null when it is not there.
  const Json* value_in(const Json& document) const {
    const Json* holder = holder_of(document, name->extension);
    return holder && name->attribute ? member(*holder, name->attribute->name) : holder;
  }

  bool element_matches(const Json& document) const {
    const Json* found = value_in(document);
    // What stands behind the bracket asks all chosen elements as one list: `ne` of it is the
    // reverse of `eq`.
    const bool reversed = parts.size() > 1 && parts[1].name && parts[1].is_negative();
    const auto chosen = [&](const Json& element) {
      return parts.front().matches(element) &&
             (parts.size() == 1 || parts[1].matches(element) != reversed);
    };
    const bool any = found && (found->is_array() ? std::any_of(found->begin(), found->end(), chosen)
                                                 : chosen(*found));
    return any != reversed;
  }

  /// True of `ne` a value and `eq null`: they hold where there is nothing.
  bool is_negative() const {
    return comparison == (null ? Comparison::Equal : Comparison::NotEqual);
  }

  bool comparison_matches(const Json& document) const {
    const Json* found = value_in(document);
    const auto one = [&](const Json& element) { return value_matches(element); };
    const bool any =
        found && (found->is_array() ? std::any_of(found->begin(), found->end(), one) : one(*found));
    return any != is_negative();
  }

  /// Asks the positive form (`eq` for `ne`, `pr` for `eq null`) of one value or element.
  bool value_matches(const Json& value) const {
    const Json* asked = name->sub ? member(value, name->sub->name) : &value;
    if (!asked) return false;
    // pr, eq null, ne null: an empty text is no value either.
    if (null) return !asked->is_string() || !asked->get_ref<const std::string&>().empty();
    if (!compared) return false;
    if (asked->is_object()) asked = member(*asked, compared->name);
    return asked && literal_matches(*asked);
  }

  bool literal_matches(const Json& value) const {
    const Comparison positive = comparison == Comparison::NotEqual ? Comparison::Equal : comparison;
    if (truth) return value.is_boolean() && value.get<bool>() == *truth;
    if (number) return value.is_number() && holds(positive, value.get<double>(), *number);
    if (!value.is_string()) return false;
    const auto& stored = value.get_ref<const std::string&>();
    if (instant) {
      const std::optional<Instant> at = read_instant(stored);
      return at && holds(positive, *at, *instant);
    }
    if (!text) return false;
    if (is_piece(positive))
      return piece_holds(positive, comparable_piece(*compared, stored), *text);
    return holds(positive, comparable(*compared, stored), *text);
  }
};

FilterMatch::FilterMatch(const Filter& filter, const ResourceType& type)
    : term_(std::make_unique<Term>(filter, Term::Scope{&type, nullptr})) {}
FilterMatch::FilterMatch(const Filter& filter, const Attribute& list)
    : term_(std::make_unique<Term>(filter, Term::Scope{nullptr, &list})) {}
FilterMatch::~FilterMatch() = default;
FilterMatch::FilterMatch(FilterMatch&&) noexcept = default;
FilterMatch& FilterMatch::operator=(FilterMatch&&) noexcept = default;

bool FilterMatch::operator()(const Json& document) const { return term_->matches(document); }

}  // namespace idm::scim
