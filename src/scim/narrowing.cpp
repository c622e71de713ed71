#include "scim/narrowing.h"

#include <algorithm>

#include "scim/resource_columns.h"

namespace idm::scim {
namespace {

using users::Statement;
using users::StatementText;

class Narrower {
 public:
  Narrower(const ResourceType& type, const NarrowingRules& rules) : type_(type), rules_(rules) {}

  /// Nothing: all resources may match.
  std::optional<Narrowing> narrow(const Filter& filter) const {
    switch (filter.kind) {
      case Filter::Kind::All:
        return all(filter.parts);
      case Filter::Kind::Any:
        return any(filter.parts);
      case Filter::Kind::Not:
        return reverse(filter.parts.front());
      case Filter::Kind::Element:
        return element(filter);
      case Filter::Kind::Compare:
        break;
    }
    return compare(filter);
  }

 private:
  std::optional<Narrowing> all(const std::vector<Filter>& parts) const {
    std::vector<Narrowing> narrowings;
    bool exact = true;
    for (const Filter& part : parts) {
      if (auto one = narrow(part)) {
        exact = exact && one->exact;
        narrowings.push_back(std::move(*one));
      } else {
        exact = false;
      }
    }
    if (narrowings.empty()) return {};
    return Narrowing{joined(narrowings, 0, narrowings.size(), " AND "), exact};
  }

  std::optional<Narrowing> any(const std::vector<Filter>& parts) const {
    std::vector<Narrowing> narrowings;
    bool exact = true;
    for (const Filter& part : parts) {
      auto one = narrow(part);
      if (!one) return {};
      exact = exact && one->exact;
      narrowings.push_back(std::move(*one));
    }
    return Narrowing{joined(narrowings, 0, narrowings.size(), " OR "), exact};
  }

  /// Halves, so that a long list is not nested as deep as it is long.
  Statement joined(const std::vector<Narrowing>& parts, std::size_t begin, std::size_t end,
                   const char* joint) const {
    if (end - begin == 1) return parts[begin].condition;
    const std::size_t middle = begin + (end - begin) / 2;
    StatementText text(rules_.dialect);
    text.add("(");
    text.append(joined(parts, begin, middle, joint));
    text.add(joint);
    text.append(joined(parts, middle, end, joint));
    text.add(")");
    return text.take();
  }

  std::optional<Narrowing> reverse(const Filter& filter) const {
    auto inner = narrow(filter);
    if (!inner || !inner->exact) return {};
    StatementText text(rules_.dialect);
    text.add("NOT ");
    text.append(inner->condition);
    return Narrowing{text.take(), true};
  }

  /// What is asked of one element is true of some element.
  std::optional<Narrowing> element(const Filter& filter) const {
    const auto name = find_name(type_, filter.name);
    if (!name || !name->leaf() || !name->leaf()->is_complex()) return never();
    std::vector<Filter> parts = filter.parts;
    // `[…].x ne "y"` holds where there is no such element.
    if (parts.size() > 1 &&
        (parts[1].comparison == Comparison::NotEqual ||
         (parts[1].value.is_null() && parts[1].comparison == Comparison::Equal)))
      return {};
    const bool known = std::all_of(parts.begin(), parts.end(),
                                   [&](Filter& part) { return put_under(part, filter.name); });
    auto narrowing = known ? all(parts) : std::nullopt;
    if (narrowing) narrowing->exact = false;
    return narrowing;
  }

  /// Names of sub-attributes become names of the resource. False for a filter that says nothing of
  /// the list as a whole.
  static bool put_under(Filter& filter, const std::string& list) {
    if (filter.kind == Filter::Kind::Not) return false;
    if (filter.kind == Filter::Kind::Compare) {
      filter.name = list + "." + filter.name;
      return filter.comparison != Comparison::NotEqual;
    }
    return std::all_of(filter.parts.begin(), filter.parts.end(),
                       [&](Filter& part) { return put_under(part, list); });
  }

  Narrowing never() const {
    StatementText text(rules_.dialect);
    text.add("(1 = 0)");
    return {text.take(), true};
  }

  std::optional<Narrowing> compare(const Filter& filter) const {
    const auto name = find_name(type_, filter.name);
    if (!name) return never();
    if (!name->attribute || filter.value.is_null()) return {};
    return narrow_by_columns(type_, *name, filter, rules_);
  }

  const ResourceType& type_;
  const NarrowingRules& rules_;
};

}  // namespace

Narrowing narrow(const Filter& filter, const ResourceType& type, const NarrowingRules& rules) {
  return Narrower(type, rules).narrow(filter).value_or(Narrowing{});
}

}  // namespace idm::scim
