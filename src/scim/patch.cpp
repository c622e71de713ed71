#include "scim/patch.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/ascii.h"
#include "scim/document.h"
#include "scim/effort.h"
#include "scim/elements.h"
#include "scim/error.h"
#include "scim/filter_match.h"
#include "scim/message.h"
#include "scim/path.h"

namespace idm::scim {
namespace {

constexpr std::string_view patch_urn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

enum class Act { Add, Remove, Replace };

Act act_of(const Json& operation) {
  const Json* op = operation.is_object() ? field(operation, "op") : nullptr;
  if (!op || !op->is_string()) throw invalid_syntax("an operation has no 'op'");
  const std::string_view name = op->get_ref<const std::string&>();
  if (ascii::same(name, "add")) return Act::Add;
  if (ascii::same(name, "remove")) return Act::Remove;
  if (ascii::same(name, "replace")) return Act::Replace;
  throw invalid_syntax("'op' is one of add, remove and replace, not '" + std::string(name) + "'");
}

const Json& operations_of(const Json& message) {
  check_message(message, patch_urn);
  const Json* operations = field(message, "Operations");
  if (!operations || !operations->is_array() || operations->empty())
    throw invalid_syntax("'Operations' must be an array of at least one operation");
  refuse_many_operations(*operations);
  return *operations;
}

/// The URNs of a value for `schemas`, in one letter case.
std::set<std::string> urns_in(const Json& sent) {
  std::set<std::string> urns;
  if (sent.is_null()) return urns;
  for (const Json& one : sent.is_array() ? sent : Json::array({sent})) {
    if (!one.is_string()) throw invalid_value("'schemas' must be a list of texts");
    urns.insert(ascii::lower(one.get_ref<const std::string&>()));
  }
  return urns;
}

std::set<std::string> urns_of(const ResourceType& type, const Json& document) {
  std::set<std::string> urns{ascii::lower(type.core->urn)};
  for (const Schema* extension : type.extensions)
    if (holder_of(document, extension)) urns.insert(ascii::lower(extension->urn));
  return urns;
}

/// What Entra and F5 write beside the `value` of an element, and every list may have for its
/// readers (RFC 7643 section 2.4), is passed by where the table does not have it.
bool is_passed_by(const Attribute& attribute, std::string_view name) {
  static constexpr std::string_view names[] = {"display", "displayName", "$ref", "ref"};
  return attribute.multi_valued &&
         std::any_of(std::begin(names), std::end(names),
                     [&](std::string_view one) { return ascii::same(one, name); });
}

/// A success must mean that everything was done.
void refuse_unknown_parts(const Path& path, const Json& sent) {
  const Attribute& attribute = *path.attribute;
  if (path.sub || !attribute.is_complex()) return;
  if (sent.is_array())
    for (const Json& element : sent) refuse_unknown_parts(path, element);
  if (!sent.is_object()) return;
  for (const auto& [name, part] : sent.items())
    if (!attribute.sub(name) && !is_passed_by(attribute, name))
      throw invalid_path("the value for '" + path.text + "' has '" + name + "', which '" +
                         std::string(attribute.name) + "' has not");
}

class Patch {
 public:
  Patch(const ResourceType& type, Json document, MemberReader members,
        std::function<void(Path&)> dialect)
      : type_(type),
        document_(std::move(document)),
        members_(std::move(members), effort_),
        dialect_(std::move(dialect)) {}

  void apply(const Json& operation) {
    const Act act = act_of(operation);
    const Json* path = field(operation, "path");
    if (path && !path->is_string()) throw invalid_path("'path' must be a text");
    const Json* value = member_of(operation, "value");
    const bool whole = !path || path->get_ref<const std::string&>().empty();
    if (act == Act::Remove) {
      if (whole) throw no_target("a remove needs a 'path'");
      return remove(explicit_path(*path), value);
    }
    if (!value) throw invalid_value("an add or replace needs a 'value'");
    if (whole) return merge(*value, act);
    const Path place = explicit_path(*path);
    if (place.attribute && place.attribute->name == "schemas")
      schemas_.emplace_back(act, *value);
    else
      put(place, *value, act);
  }

  Patched take() {
    // They follow from the rest: what other operations add and take away counts.
    for (const auto& [act, value] : schemas_) refuse_other_schemas(value, act);
    return {std::move(document_), members_.take()};
  }

 private:
  /// A replace says all of them, an add some.
  void refuse_other_schemas(const Json& sent, Act act) const {
    const std::set<std::string> named = urns_in(sent), there = urns_of(type_, document_);
    if (act == Act::Replace ? named != there : !std::ranges::includes(there, named))
      throw mutability("'schemas' follows from what the resource has: it cannot be changed");
  }

  /// As field(), but null is a value.
  static const Json* member_of(const Json& object, std::string_view name) {
    for (auto entry = object.begin(); entry != object.end(); ++entry)
      if (ascii::same(entry.key(), name)) return &*entry;
    return nullptr;
  }

  Path explicit_path(const Json& text) const {
    Path path = parse_path(type_, text.get_ref<const std::string&>());
    if (path.is_read_only()) throw mutability("'" + path.text + "' is readOnly");
    if (dialect_) dialect_(path);
    return path;
  }

  /// A value without a path: each member at its own path. What is readOnly is left out.
  void merge(const Json& value, Act act) {
    if (!value.is_object())
      throw invalid_value("the 'value' of an operation without 'path' must be an object");
    for (const auto& [name, sent] : value.items()) {
      if (ascii::same(name, type_.core->urn) && sent.is_object()) {
        merge(sent, act);
        continue;
      }
      const Path path = parse_path(type_, name);
      if (!path.is_read_only()) put(path, sent, act);
    }
  }

  void put(const Path& path, const Json& sent, Act act) {
    if (!path.attribute) return put_extension(path, sent, act);
    // A resource that is sent back has what follows from it.
    if (path.attribute->name == "schemas") return;
    refuse_unknown_parts(path, sent);
    if (path.attribute->name == "members")
      return act == Act::Add ? members_.add(path, sent) : members_.replace(path, sent);
    Json& holder = holder_for(path);
    if (path.attribute->multi_valued)
      put_elements(path, holder, sent, act);
    else if (path.attribute->is_complex())
      put_parts(path, holder, sent, act);
    else
      put_value(path, holder, *path.attribute, sent, act);
    drop_empty_extension(path);
  }

  void put_extension(const Path& path, const Json& sent, Act act) {
    const std::string urn(path.extension->urn);
    if (sent.is_null()) {
      if (act == Act::Replace) document_.erase(urn);
      return;
    }
    if (!sent.is_object()) throw invalid_value("'" + path.text + "' must be an object");
    for (const auto& [name, value] : sent.items()) {
      const Path inner = parse_path(type_, urn + ":" + name);
      if (!inner.is_read_only()) put(inner, value, act);
    }
  }

  /// Null in a replace clears; in an add it says nothing.
  void put_value(const Path& path, Json& holder, const Attribute& attribute, const Json& sent,
                 Act act) {
    Json value = read_value(attribute, sent, path.text);
    if (!value.is_null())
      holder[std::string(attribute.name)] = std::move(value);
    else if (act == Act::Replace)
      erase(path, holder, attribute);
  }

  void put_parts(const Path& path, Json& holder, const Json& sent, Act act) {
    const std::string name(path.attribute->name);
    Json before = holder.contains(name) ? holder[name] : Json::object();
    effort_.spend(before);
    Json after = before;
    if (path.sub)
      put_value(path, after, *path.sub, sent, act);
    else if (!is_nothing(*path.attribute, sent, path.text))
      merge_parts(*path.attribute, after, sent, path.text);
    else if (act == Act::Replace)
      after = Json::object();
    if (after != before) forget_derived(*path.attribute, after);
    store(holder, name, std::move(after));
  }

  /// Null, and what stands for it: [], or a text or an element without a value. An object says
  /// what it names.
  static bool is_nothing(const Attribute& attribute, const Json& sent, const std::string& name) {
    return !sent.is_object() && read_value(attribute, sent, name).is_null();
  }

  void put_elements(const Path& path, Json& holder, const Json& sent, Act act) {
    const Attribute& list = *path.attribute;
    Json& elements = elements_of(holder, list);
    const bool whole = !path.filter && !path.sub;
    const std::vector<std::size_t> touched =
        whole ? put_whole(path, elements, sent, act) : put_into_matching(path, elements, sent, act);
    const bool others_too = keep_one_primary(list, elements, touched);
    if (others_too || !whole) forms_.erase(&list);
    if (others_too || has_empty(elements, touched)) drop_empty(elements);
    if (elements.empty()) holder.erase(std::string(list.name));
  }

  /// Appends, or replaces the list. Returns where the new elements are.
  std::vector<std::size_t> put_whole(const Path& path, Json& elements, const Json& sent, Act act) {
    const Attribute& list = *path.attribute;
    const Json wanted = read_value(list, sent, path.text);
    if (act == Act::Replace) {
      elements = Json::array();
      forms_.erase(&list);
    }
    std::set<std::string>& there = forms_of(list, elements);
    std::vector<std::size_t> touched;
    for (const Json& element : wanted) {
      if (!there.insert(form_of(list, element)).second) continue;
      touched.push_back(elements.size());
      elements.push_back(element);
    }
    if (!touched.empty()) refuse_long_list(elements.size(), std::string(list.name));
    return touched;
  }

  /// The forms of a list's elements; made again when something else than appending changed them.
  std::set<std::string>& forms_of(const Attribute& list, const Json& elements) {
    const auto [found, is_new] = forms_.try_emplace(&list);
    if (is_new)
      for (const Json& element : elements) {
        effort_.spend(element);
        found->second.insert(form_of(list, element));
      }
    return found->second;
  }

  /// Changes the elements that the path picks. Returns where they are.
  std::vector<std::size_t> put_into_matching(const Path& path, Json& elements, const Json& sent,
                                             Act act) {
    std::vector<std::size_t> touched = matching(path, elements);
    if (touched.empty()) {
      elements.push_back(new_element(path, act));
      touched.push_back(elements.size() - 1);
      refuse_long_list(elements.size(), std::string(path.attribute->name));
    }
    effort_.spend(sent, touched.size());
    for (const std::size_t at : touched) {
      Json& element = elements[at];
      if (!path.sub && act == Act::Replace) element = Json::object();
      if (path.sub)
        put_sub(path, element, sent);
      else
        merge_parts(*path.attribute, element, sent, path.text);
    }
    return touched;
  }

  static Json new_element(const Path& path, Act act) {
    if (!path.filter) return Json::object();
    Json element = element_described_by(*path.filter, *path.attribute);
    // A replacement of whole elements needs some to replace.
    if (element.is_null() || (act == Act::Replace && !path.sub))
      throw no_target("no element matches '" + path.text + "'");
    return element;
  }

  void put_sub(const Path& path, Json& element, const Json& sent) {
    // A role's value may be a document inside a text, which says more than the value.
    if (path.sub->name == "value" && !sent.is_null()) {
      const Json whole = {
          {"value", sent}
      };
      return merge_parts(*path.attribute, element, whole, path.text);
    }
    Json value = read_value(*path.sub, sent, path.text);
    if (value.is_null())
      element.erase(std::string(path.sub->name));
    else
      element[std::string(path.sub->name)] = std::move(value);
  }

  void remove(const Path& path, const Json* sent) {
    if (!path.attribute) {
      document_.erase(std::string(path.extension->urn));
      return;
    }
    if (sent && !path.filter) refuse_unknown_parts(path, *sent);
    if (path.attribute->name == "members") return members_.remove(path, sent);
    Json& holder = holder_for(path);
    if (path.attribute->multi_valued && path.attribute->is_complex())
      remove_elements(path, holder, sent);
    else if (path.sub)
      remove_part(path, holder);
    else
      erase(path, holder, *path.attribute);
    drop_empty_extension(path);
  }

  void remove_part(const Path& path, Json& holder) {
    const std::string name(path.attribute->name);
    if (!holder.contains(name)) return;
    Json& whole = holder[name];
    if (whole.erase(std::string(path.sub->name)) == 0) return;
    forget_derived(*path.attribute, whole);
    if (whole.empty()) holder.erase(name);
  }

  void remove_elements(const Path& path, Json& holder, const Json* sent) {
    const Attribute& list = *path.attribute;
    Json& elements = elements_of(holder, list);
    forms_.erase(&list);
    if (path.sub)
      for (const std::size_t at : matching(path, elements))
        elements[at].erase(std::string(path.sub->name));
    else if (path.filter)
      for (const std::size_t at : matching(path, elements)) elements[at] = nullptr;
    else if (sent && !sent->is_null())
      remove_named(path, elements, *sent);
    else
      elements = Json::array();
    drop_empty(elements);
    if (elements.empty()) holder.erase(std::string(list.name));
  }

  void remove_named(const Path& path, Json& elements, const Json& sent) {
    const Attribute& list = *path.attribute;
    const Json named = read_value(list, sent, path.text);
    for (Json& element : elements) {
      effort_.spend(element, named.size());
      if (std::any_of(named.begin(), named.end(),
                      [&](const Json& wanted) { return is_meant_by(list, element, wanted); }))
        element = nullptr;
    }
  }

  void erase(const Path& path, Json& holder, const Attribute& attribute) {
    if (attribute.required) throw invalid_value("'" + path.text + "' is required");
    if (attribute.mutability == Mutability::WriteOnly)
      throw invalid_value("'" + path.text + "' can be set, not removed");
    holder.erase(std::string(attribute.name));
  }

  /// Where the elements are that the path's filter picks; without a filter, all.
  std::vector<std::size_t> matching(const Path& path, const Json& elements) {
    std::optional<FilterMatch> matches;
    if (path.filter) matches.emplace(*path.filter, *path.attribute);
    const std::size_t comparisons = path.filter ? comparisons_in(*path.filter) : 1;
    std::vector<std::size_t> found;
    for (std::size_t at = 0; at < elements.size(); ++at) {
      effort_.spend(elements[at], comparisons);
      if (!matches || (*matches)(elements[at])) found.push_back(at);
    }
    return found;
  }

  /// Where the list is, or is to be.
  static Json& elements_of(Json& holder, const Attribute& list) {
    Json& elements = holder[std::string(list.name)];
    if (!elements.is_array()) elements = Json::array();
    return elements;
  }

  /// What the server fills in beside what was changed is no longer true.
  static void forget_derived(const Attribute& attribute, Json& value) {
    for (const Attribute& sub : attribute.sub_attributes)
      if (sub.is_read_only()) value.erase(std::string(sub.name));
  }

  static bool has_empty(const Json& elements, const std::vector<std::size_t>& touched) {
    return std::any_of(touched.begin(), touched.end(),
                       [&](std::size_t at) { return elements[at].empty(); });
  }

  static void drop_empty(Json& elements) {
    elements.erase(std::remove_if(elements.begin(), elements.end(),
                                  [](const Json& element) { return element.empty(); }),
                   elements.end());
  }

  static void store(Json& holder, const std::string& name, Json value) {
    if (value.empty())
      holder.erase(name);
    else
      holder[name] = std::move(value);
  }

  Json& holder_for(const Path& path) {
    if (!path.extension) return document_;
    Json& holder = document_[std::string(path.extension->urn)];
    if (holder.is_null()) holder = Json::object();
    return holder;
  }

  void drop_empty_extension(const Path& path) {
    if (!path.extension) return;
    const std::string urn(path.extension->urn);
    if (document_.contains(urn) && document_[urn].empty()) document_.erase(urn);
  }

  const ResourceType& type_;
  Json document_;
  Effort effort_;
  MemberPatch members_;
  std::function<void(Path&)> dialect_;
  std::vector<std::pair<Act, Json>> schemas_;
  std::map<const Attribute*, std::set<std::string>> forms_;
};

}  // namespace

Patched apply_patch(const ResourceType& type, Json document, const Json& message,
                    MemberReader members, std::function<void(Path&)> dialect) {
  Patch patch(type, std::move(document), std::move(members), std::move(dialect));
  for (const Json& operation : operations_of(message)) patch.apply(operation);
  return patch.take();
}

}  // namespace idm::scim
