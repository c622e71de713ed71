#include "policies/field.h"

#include <algorithm>
#include <regex>

#include "core/error.h"
#include "core/folding.h"
#include "core/nearest.h"
#include "policies/json_text.h"

namespace idm::policies {
namespace {

constexpr const char* types[] = {"string", "int", "long", "date", "boolean", "secret", ""};

struct Generator {
  const char* name;
  Field::Source source;
};

constexpr Generator generators[] = {
    {"Create Unique LDAP Attribute", Field::Source::UniqueAttribute},
    {"Create Unique Account ID",     Field::Source::UniqueAccountId},
    {"Create Password",              Field::Source::Password       },
};

const Json& empty_object() {
  static const Json empty = Json::object();
  return empty;
}

/// The member, or an empty object when it is absent or null.
const Json& object_member(const Place& place, const Json& field, const char* name) {
  const auto found = field.find(name);
  if (found == field.end() || found->is_null()) return empty_object();
  if (!found->is_object()) refuse(place.in(name), "must be an object");
  return *found;
}

bool flag_member(const Place& place, const Json& field, const char* name) {
  const auto found = field.find(name);
  if (found == field.end() || found->is_null()) return false;
  if (!found->is_boolean()) refuse(place.in(name), "must be true or false");
  return found->get<bool>();
}

std::string text_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string type_member(const Place& place, const Json& field) {
  const auto found = field.find("type");
  if (found == field.end() || found->is_null()) return "";
  const std::string type = text_member(field, "type");
  if (!found->is_string() || std::find(std::begin(types), std::end(types), type) == std::end(types))
    refuse(place.in("type"),
           json_text(*found) + " is none of string, int, long, date, boolean, secret");
  return type;
}

/// ${x} alone, or identityAttribute with a name that is a text: then all values count.
std::optional<std::string> whole_attribute(const Json& transform, const std::string& text) {
  static const std::regex one(R"(\$[{(]([A-Za-z_][\w.-]*)[)}])");
  std::smatch match;
  if (transform.empty()) {
    if (std::regex_match(text, match, one)) return match[1].str();
    return std::nullopt;
  }
  if (text_member(transform, "type") != "identityAttribute") return std::nullopt;
  const auto attributes = transform.find("attributes");
  const std::string name = attributes == transform.end() ? "" : text_member(*attributes, "name");
  if (name.empty() || name.find('$') != std::string::npos) return std::nullopt;
  return name;
}

class FieldCompiler {
 public:
  FieldCompiler(const Json& field, Place place) : field_(field), place_(std::move(place)) {}

  Field compile() {
    made_.name = text_member(field_, "name");
    made_.type = type_member(place_, field_);
    made_.multi_valued = flag_member(place_, field_, "isMultiValued");
    made_.required = flag_member(place_, field_, "isRequired");
    const Json& transform = object_member(place_, field_, "transform");
    Settings settings(attributes(), place_.in("attributes"));
    made_.names_account = settings.flag("accountName", false);
    const std::string text = settings.text("template", "");
    if (transform.empty())
      from_template(text);
    else
      from_transform(transform);
    if (made_.multi_valued && made_.source == Field::Source::Computed)
      made_.attribute = whole_attribute(transform, text);
    return std::move(made_);
  }

 private:
  const Json& attributes() { return object_member(place_, field_, "attributes"); }

  void from_template(const std::string& text) {
    if (text.empty()) {
      if (made_.type == "secret") made_.source = Field::Source::Password;
      return;
    }
    made_.source = Field::Source::Computed;
    made_.value = field_template(place_.in("attributes").in("template"), text);
  }

  void from_transform(const Json& transform) {
    const Place place = place_.in("transform");
    const std::string type = text_member(transform, "type");
    if (type == "usernameGenerator") {
      made_.source = Field::Source::UniqueAccountId;
      made_.unique = username_generator(place, transform, attributes());
      return;
    }
    if (type == "rule" && from_generator(transform)) return;
    made_.source = Field::Source::Computed;
    made_.value = compile_transform(transform, place);
  }

  bool from_generator(const Json& transform) {
    const auto settings = transform.find("attributes");
    const std::string name = settings == transform.end() ? "" : text_member(*settings, "name");
    for (const Generator& generator : generators) {
      if (name != generator.name) continue;
      made_.source = generator.source;
      if (generator.source != Field::Source::Password)
        made_.unique = unique_template(place_.in("attributes"), attributes());
      if (fold(made_.name).size() > 80)
        refuse(place_, "the name of a field whose values are unique has at most 80 bytes");
      return true;
    }
    return false;
  }

  const Json& field_;
  Place place_;
  Field made_;
};

/// Marked, else by how its value is made.
void choose_account_name(std::vector<Field>& fields) {
  const auto marked = [](const Field& field) { return field.names_account; };
  const auto count = std::count_if(fields.begin(), fields.end(), marked);
  if (count > 1)
    throw Error(ErrorCode::InvalidArgument, "more than one field is marked as accountName");
  if (count == 1) return;
  for (Field& field : fields)
    if (field.source == Field::Source::UniqueAccountId) {
      field.names_account = true;
      return;
    }
}

}  // namespace

std::vector<Field> compile_fields(const Json& fields, const StoredTransforms& stored) {
  Place place{"fields"};
  place.stored = &stored;
  if (!fields.is_array()) refuse(place, "must be an array");
  std::vector<Field> made;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    Place at = place;
    at.path = "field " + std::to_string(i + 1);
    if (!fields[i].is_object()) refuse(at, "must be an object");
    const std::string name = text_member(fields[i], "name");
    if (name.empty()) refuse(at, "has no name");
    at.path = "field \"" + name + "\"";
    made.push_back(FieldCompiler(fields[i], at).compile());
  }
  choose_account_name(made);
  return made;
}

}  // namespace idm::policies
