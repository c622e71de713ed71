#include "scim/member_changes.h"

#include <algorithm>

#include "core/ascii.h"
#include "scim/document.h"
#include "scim/elements.h"
#include "scim/error.h"
#include "scim/filter_match.h"

namespace idm::scim {
namespace {

const std::string& value_of(const Json& element) {
  return element.at("value").get_ref<const std::string&>();
}

void refuse_part(const Path& path) {
  if (path.sub)
    throw mutability("'" + path.text +
                     "' cannot be changed: a member is added or removed as a whole");
}

/// The ids that `value eq` names, alone or several joined by `or`. False for any other filter.
bool names_values(const Filter& filter, std::vector<std::string>& values) {
  if (filter.kind == Filter::Kind::Any)
    return std::all_of(filter.parts.begin(), filter.parts.end(),
                       [&](const Filter& part) { return names_values(part, values); });
  if (filter.kind != Filter::Kind::Compare || filter.comparison != Comparison::Equal ||
      !ascii::same(filter.name, "value") || !filter.value.is_string())
    return false;
  values.push_back(filter.value.get<std::string>());
  return true;
}

/// An element as it was sent, with the `value` that the filter said.
Json with_value(const Json& value, const Json& sent) {
  if (!sent.is_object()) return sent;
  Json element = {
      {"value", value}
  };
  element.update(sent);
  return element;
}

}  // namespace

void MemberPatch::put_all(const Path& path, const Json& sent) {
  const Json elements = read_value(*path.attribute, sent, path.text);
  if (elements.is_null() && !sent.empty())
    throw invalid_value("'" + path.text + "' has an element without value");
  for (const Json& element : elements) changes_[value_of(element)] = element;
}

void MemberPatch::clear() {
  from_none_ = true;
  changes_.clear();
}

const std::multimap<std::string, Json>& MemberPatch::stored() {
  if (stored_) return *stored_;
  stored_.emplace();
  for (Json& element : reader_()) {
    std::string value = value_of(element);
    stored_->emplace(std::move(value), std::move(element));
  }
  return *stored_;
}

bool MemberPatch::is_present(const std::string& value) {
  const auto changed = changes_.find(value);
  if (changed != changes_.end()) return changed->second.has_value();
  return !from_none_ && stored().contains(value);
}

std::vector<std::string> MemberPatch::matching(const Path& path) {
  std::vector<std::string> values;
  if (names_values(*path.filter, values)) {
    std::erase_if(values, [&](const std::string& value) { return !is_present(value); });
    return values;
  }
  values.clear();
  const FilterMatch matches(*path.filter, *path.attribute);
  const std::size_t comparisons = comparisons_in(*path.filter);
  const auto ask = [&](const std::string& value, const Json& element) {
    effort_.spend(element, comparisons);
    if (matches(element)) values.push_back(value);
  };
  if (!from_none_)
    for (const auto& [value, element] : stored())
      if (!changes_.contains(value)) ask(value, element);
  for (const auto& [value, element] : changes_)
    if (element) ask(value, *element);
  return values;
}

bool MemberPatch::replace_matching(const Path& path, const Json& sent) {
  const std::vector<std::string> values = matching(path);
  for (const std::string& value : values) {
    changes_[value] = std::nullopt;
    put_all(path, with_value(value, sent));
  }
  return !values.empty();
}

void MemberPatch::add(const Path& path, const Json& sent) {
  refuse_part(path);
  if (!path.filter) return put_all(path, sent);
  if (replace_matching(path, sent)) return;
  const Json element = element_described_by(*path.filter, *path.attribute);
  const Json* value = member(element, "value");
  if (!value) throw no_target("no member matches '" + path.text + "'");
  put_all(path, with_value(*value, sent));
}

void MemberPatch::replace(const Path& path, const Json& sent) {
  refuse_part(path);
  if (path.filter) {
    if (!replace_matching(path, sent)) throw no_target("no member matches '" + path.text + "'");
    return;
  }
  clear();
  put_all(path, sent);
}

void MemberPatch::remove(const Path& path, const Json* sent) {
  refuse_part(path);
  std::vector<std::string> values;
  if (path.filter) {
    // Who is no member need not be looked for.
    if (!names_values(*path.filter, values)) values = matching(path);
  } else if (sent && !sent->is_null()) {
    for (const Json& element : read_value(*path.attribute, *sent, path.text))
      values.push_back(value_of(element));
  } else {
    return clear();
  }
  for (const std::string& value : values) changes_[value] = std::nullopt;
}

MemberChanges MemberPatch::take() {
  MemberChanges changes;
  changes.from_none = from_none_;
  for (auto& [value, element] : changes_) {
    if (element)
      changes.added.push_back(std::move(*element));
    else if (!from_none_)
      changes.removed.push_back(value);
  }
  return changes;
}

}  // namespace idm::scim
