#include "scim/document.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/base64.h"
#include "scim/effort.h"
#include "scim/error.h"

namespace idm::scim {
namespace {

bool is_absent(const Json& value) {
  return value.is_null() || (value.is_structured() && value.empty());
}

[[noreturn]] void wrong_type(const std::string& name, const char* wanted, const Json& sent) {
  throw invalid_value(name + " must be " + wanted + ", not " + sent.type_name());
}

Json read_complex(const Attribute& attribute, const Json& sent, const std::string& name);

/// A text of Entra's that holds a JSON object, such as an app role: its members, by the names of
/// the table. Nothing when it is an ordinary text.
std::optional<Json> object_in(const Json& text) {
  if (!text.is_string()) return {};
  const std::string& words = text.get_ref<const std::string&>();
  const std::size_t start = words.find_first_not_of(" \t\r\n");
  if (start == std::string::npos || words[start] != '{') return {};
  Json object = Json::parse(words, nullptr, false);
  if (!object.is_object()) return {};
  if (!object.contains("display") && object.contains("displayName"))
    object["display"] = object["displayName"];
  return object;
}

Json read_element(const Attribute& attribute, const Json& sent, const std::string& name) {
  if (attribute.name == "roles") {
    const Json* value = sent.is_object() ? member(sent, "value") : &sent;
    if (const auto object = value ? object_in(*value) : std::nullopt)
      return read_complex(attribute, *object, name);
  }
  Json element = read_complex(attribute, sent, name);
  if (attribute.name == "members" && !sent.is_null()) {
    const Json* value = member(element, "value");
    if (!value || value->get_ref<const std::string&>().empty())
      throw invalid_value(name + " has an element without value");
    if (Json* type = element.contains("type") ? &element["type"] : nullptr) {
      const std::string& kind = type->get_ref<const std::string&>();
      if (ascii::same(kind, "User")) {
        *type = "User";
      } else if (ascii::same(kind, "Group")) {
        *type = "Group";
      } else {
        throw invalid_value(name + ".type must be User or Group, not \"" + kind + "\"");
      }
    }
  }
  return element;
}

/// Of elements with one `value` the first stays.
void collapse(Json& members) {
  Json kept = Json::array();
  std::vector<std::string> seen;
  for (Json& element : members) {
    seen.push_back(element["value"].get<std::string>());
  }
  std::vector<std::size_t> order(seen.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return seen[a] < seen[b]; });
  std::vector<bool> repeated(seen.size());
  for (std::size_t i = 1; i < order.size(); ++i)
    repeated[order[i]] = seen[order[i]] == seen[order[i - 1]];
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (!repeated[i]) kept.push_back(std::move(members[i]));
  members = std::move(kept);
}

Json read_list(const Attribute& attribute, const Json& sent, const std::string& name) {
  Json list = Json::array();
  const auto take = [&](const Json& one) {
    Json element = read_element(attribute, one, name);
    if (!is_absent(element)) list.push_back(std::move(element));
  };
  if (sent.is_array()) {
    for (const Json& one : sent) take(one);
  } else {
    take(sent);
  }
  if (attribute.name == "members")
    collapse(list);
  else
    refuse_long_list(list.size(), name);
  return list.empty() ? Json() : list;
}

/// Puts a value at its sub-attribute of a complex one.
void put_part(Json& complex, const Attribute& part, const Json& sent, const std::string& name) {
  if (part.is_read_only()) return;
  Json value = read_value(part, sent, name + "." + std::string(part.name));
  if (value.is_null()) {
    complex.erase(std::string(part.name));
  } else {
    complex[std::string(part.name)] = std::move(value);
  }
}

Json read_complex(const Attribute& attribute, const Json& sent, const std::string& name) {
  const Attribute* value = attribute.sub("value");
  if (sent.is_string() && value) {
    if (sent.get_ref<const std::string&>().empty()) return {};
    Json complex = Json::object();
    put_part(complex, *value, sent, name);
    return complex;
  }
  if (sent.is_array() && sent.size() == 1 && !attribute.multi_valued)
    return read_complex(attribute, sent.front(), name);
  if (sent.is_null()) return {};
  if (!sent.is_object()) wrong_type(name, "an object", sent);
  Json complex = Json::object();
  for (const auto& [key, part_sent] : sent.items())
    if (const Attribute* part = attribute.sub(key)) put_part(complex, *part, part_sent, name);
  return complex.empty() ? Json() : complex;
}

Json read_simple(const Attribute& attribute, const Json& sent, const std::string& name) {
  if (attribute.type == Type::Boolean) {
    const std::optional<bool> truth = read_boolean(sent);
    if (!truth) wrong_type(name, "true or false", sent);
    return *truth;
  }
  if (attribute.type == Type::Integer) {
    if (!sent.is_number_integer()) wrong_type(name, "a whole number", sent);
    return sent;
  }
  if (!sent.is_string()) wrong_type(name, "a text", sent);
  const std::string& text = sent.get_ref<const std::string&>();
  if (attribute.type == Type::Binary && !from_base64(text))
    throw invalid_value(name + " is not base64");
  if (attribute.type == Type::DateTime && !read_instant(text))
    throw invalid_value(name + " is no date and time");
  return sent;
}

/// A document on its way in.
class Reading {
 public:
  explicit Reading(const ResourceType& type) : type_(type) {}

  void take_members(const Json& object, const Schema* extension) {
    for (const auto& [key, sent] : object.items()) take(key, sent, extension);
  }

  Json document() && {
    for (const Schema* extension : type_.extensions) {
      const std::string urn(extension->urn);
      if (document_.contains(urn) && document_[urn].empty()) document_.erase(urn);
    }
    return std::move(document_);
  }

 private:
  void take(const std::string& key, const Json& sent, const Schema* extension) {
    if (!extension && ascii::same(key, type_.core->urn)) {
      if (sent.is_object()) take_members(sent, nullptr);
      return;
    }
    const auto name = find_name(type_, extension ? std::string(extension->urn) + ":" + key : key);
    if (!name) return;
    if (!name->attribute) {
      take_extension(*name->extension, sent);
    } else {
      take_attribute(*name, sent);
    }
  }

  void take_extension(const Schema& extension, const Json& sent) {
    if (is_absent(sent)) return;
    if (!sent.is_object()) wrong_type(std::string(extension.urn), "an object", sent);
    take_members(sent, &extension);
  }

  void take_attribute(const Name& name, const Json& sent) {
    const Attribute& attribute = *name.attribute;
    // The server says which schemas there are.
    if (attribute.is_read_only() || attribute.name == "schemas") return;
    Json& holder = name.extension ? document_[std::string(name.extension->urn)] : document_;
    if (holder.is_null()) holder = Json::object();
    const std::string key(attribute.name);
    if (name.sub) {
      take_part(holder, name, sent);
      return;
    }
    Json value = read_value(attribute, sent, spelled(name));
    if (value.is_null()) {
      holder.erase(key);
    } else {
      holder[key] = std::move(value);
    }
  }

  void take_part(Json& holder, const Name& name, const Json& sent) {
    const std::string key(name.attribute->name);
    const bool is_list = name.attribute->multi_valued;
    Json complex = holder.contains(key) ? holder[key] : Json();
    if (is_list && !complex.is_null()) complex = complex.front();
    if (complex.is_null()) complex = Json::object();
    put_part(complex, *name.sub, sent, spelled({name.extension, name.attribute, nullptr}));
    if (complex.empty()) {
      holder.erase(key);
    } else {
      holder[key] = is_list ? Json::array({std::move(complex)}) : std::move(complex);
    }
  }

  const ResourceType& type_;
  Json document_ = Json::object();
};

void refuse_two_primaries_in(std::span<const Attribute> attributes, const Json& holder) {
  for (const Attribute& attribute : attributes) {
    const Json* list = attribute.multi_valued ? member(holder, attribute.name) : nullptr;
    if (!list) continue;
    const auto count = std::count_if(list->begin(), list->end(), [](const Json& element) {
      const Json* primary = member(element, "primary");
      return primary && *primary == true;
    });
    if (count > 1)
      throw invalid_value(std::string(attribute.name) + " has " + std::to_string(count) +
                          " elements that are primary; at most one may be");
  }
}

enum class Take { Everything, Writable };

bool is_taken(const Attribute& attribute, Take take) {
  if (take == Take::Everything) return true;
  return !attribute.is_read_only() && attribute.name != "schemas" &&
         attribute.returned != Returned::Never;
}

Json ordered(const Attribute& attribute, const Json& value, Take take);

Json ordered_members(std::span<const Attribute> attributes, const Json& object, Take take) {
  Json result = Json::object();
  for (const Attribute& attribute : attributes) {
    const Json* value = is_taken(attribute, take) ? member(object, attribute.name) : nullptr;
    if (!value) continue;
    Json taken = ordered(attribute, *value, take);
    if (!is_absent(taken)) result[std::string(attribute.name)] = std::move(taken);
  }
  return result;
}

Json ordered(const Attribute& attribute, const Json& value, Take take) {
  if (value.is_object()) return ordered_members(attribute.sub_attributes, value, take);
  if (!value.is_array() || !attribute.is_complex()) return value;
  Json list = Json::array();
  for (const Json& element : value)
    list.push_back(ordered_members(attribute.sub_attributes, element, take));
  return list;
}

Json ordered_document(const ResourceType& type, const Json& document, Take take) {
  Json result = ordered_members(common_attributes(), document, take);
  // meta comes last, as readers expect it.
  Json meta = result.contains("meta") ? std::move(result["meta"]) : Json();
  result.erase("meta");
  Json core = ordered_members(type.core->attributes, document, take);
  for (auto& [name, value] : core.items()) result[name] = std::move(value);
  for (const Schema* extension : type.extensions) {
    const Json* part = holder_of(document, extension);
    Json members = part ? ordered_members(extension->attributes, *part, take) : Json();
    if (!members.empty()) result[std::string(extension->urn)] = std::move(members);
  }
  if (!meta.is_null()) result["meta"] = std::move(meta);
  return result;
}

}  // namespace

Json read_value(const Attribute& attribute, const Json& sent, const std::string& name) {
  if (is_absent(sent) || (attribute.blank_is_none && sent == "")) return {};
  if (attribute.multi_valued && attribute.is_complex()) return read_list(attribute, sent, name);
  if (attribute.is_complex()) return read_complex(attribute, sent, name);
  return read_simple(attribute, sent, name);
}

Json read_document(const ResourceType& type, const Json& sent) {
  if (!sent.is_object()) throw invalid_syntax("the body must be a JSON object");
  Reading reading(type);
  reading.take_members(sent, nullptr);
  Json document = std::move(reading).document();
  refuse_two_primaries(type, document);
  return document;
}

void refuse_two_primaries(const ResourceType& type, const Json& document) {
  refuse_two_primaries_in(type.core->attributes, document);
  for (const Schema* extension : type.extensions)
    if (const Json* part = holder_of(document, extension))
      refuse_two_primaries_in(extension->attributes, *part);
}

void refuse_missing(const ResourceType& type, const Json& document) {
  for (const Attribute& attribute : type.core->attributes) {
    if (!attribute.required) continue;
    const Json* value = member(document, attribute.name);
    if (!value) throw invalid_value(std::string(attribute.name) + " is missing");
    if (value->get_ref<const std::string&>().find_first_not_of(" \t\r\n") == std::string::npos)
      throw invalid_value(std::string(attribute.name) + " is blank");
  }
}

Json in_order(const ResourceType& type, const Json& document) {
  return ordered_document(type, document, Take::Everything);
}

Json writable_part(const ResourceType& type, const Json& document) {
  return ordered_document(type, document, Take::Writable);
}

}  // namespace idm::scim
