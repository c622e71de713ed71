#include "policies/settings.h"

#include <charconv>

#include "core/ascii.h"
#include "core/error.h"
#include "policies/json_text.h"
#include "policies/transforms.h"
#include "policies/velocity.h"

namespace idm::policies {
namespace {

constexpr int deepest = 64;

/// A scalar as text; nothing for objects, arrays and null.
Value scalar(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (is_number(value) || value.is_boolean()) return json_text(value);
  return std::nullopt;
}

const Json& empty_object() {
  static const Json empty = Json::object();
  return empty;
}

/// Runs the body with the variables of its own map, and says which transform failed.
Operation with_variables(Operation body, std::map<std::string, Operation> variables) {
  const auto kept = std::make_shared<const std::map<std::string, Operation>>(std::move(variables));
  return [body = std::move(body), kept](const Scope& outer) {
    Scope scope = outer;
    scope.variables = kept.get();
    scope.outer = &outer;
    return body(scope);
  };
}

}  // namespace

Place Place::in(const std::string& member) const {
  Place inner = *this;
  inner.path += (path.empty() || member.starts_with("[") ? "" : ".") + member;
  inner.field_attributes = nullptr;
  return inner;
}

void refuse(const Place& place, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, place.path + ": " + why);
}

Operation compile_transform(const Json& transform, const Place& outer) {
  Place place = outer;
  if (!transform.is_object()) refuse(place, "must be an object with a type");
  if (++place.depth > deepest)
    refuse(place, "transforms are nested more than " + std::to_string(deepest) + " deep");
  const auto type = transform.find("type");
  if (type == transform.end() || !type->is_string()) refuse(place, "has no type");
  const std::string name = type->get<std::string>();
  const TransformType* row = find_transform_type(name);
  if (!row) refuse(place, unknown_transform_type(name));
  const auto member = transform.find("attributes");
  const bool given = member != transform.end() && !member->is_null();
  if (given && !member->is_object()) refuse(place.in("attributes"), "must be an object");
  Place inside = place.in("attributes");
  inside.field_attributes = place.field_attributes;
  Settings settings(given ? *member : empty_object(), inside);
  settings.ignore("requiresPeriodicRefresh");
  if (row->form != Form::OnInput) settings.ignore("input");
  if (!given && row->form == Form::NeedsSettings) refuse(place, name + " needs attributes");
  Operation body = row->compile(settings);
  return with_variables(
      [body = std::move(body), name](const Scope& scope) {
        try {
          return body(scope);
        } catch (const Error& error) {
          if (error.code() != ErrorCode::InvalidArgument) throw;
          throw Error(error.code(), name + ": " + error.what());
        }
      },
      settings.variables());
}

Operation compile_value(const Json& value, const Place& place) {
  if (value.is_object()) return compile_transform(value, place);
  if (value.is_null()) return [](const Scope&) { return Value(); };
  const Value text = scalar(value);
  if (!text) refuse(place, "must be a text or a transform");
  try {
    return [rendered = Template(*text)](const Scope& scope) -> Value {
      return rendered.render(scope);
    };
  } catch (const Error& error) {
    refuse(place, error.what());
  }
}

Settings::Settings(const Json& attributes, Place place)
    : attributes_(attributes), place_(std::move(place)) {}

bool Settings::has(const std::string& name) const {
  const auto found = attributes_.find(name);
  return found != attributes_.end() && !found->is_null();
}

const Json* Settings::raw(const std::string& name) {
  read_.insert(name);
  return has(name) ? &*attributes_.find(name) : nullptr;
}

Operation Settings::input() {
  const Json* given = raw("input");
  if (given) return compile_value(*given, place("input"));
  return [](const Scope& scope) { return scope.input; };
}

Operation Settings::value(const std::string& name) {
  const Json* given = raw(name);
  if (!given) refuse(place_, "lacks " + name);
  return compile_value(*given, place(name));
}

Operation Settings::value_if_any(const std::string& name) {
  const Json* given = raw(name);
  return given ? compile_value(*given, place(name)) : Operation();
}

std::vector<Operation> Settings::values(const std::string& name) {
  const Json* given = raw(name);
  if (!given) refuse(place_, "lacks " + name);
  if (!given->is_array()) refuse(place(name), "must be an array");
  std::vector<Operation> all;
  for (std::size_t i = 0; i < given->size(); ++i)
    all.push_back(compile_value((*given)[i], place(name).in("[" + std::to_string(i) + "]")));
  return all;
}

std::string Settings::text(const std::string& name) {
  const Json* given = raw(name);
  if (!given) refuse(place_, "lacks " + name);
  const Value text = scalar(*given);
  if (!text) refuse(place(name), "must be a text");
  return *text;
}

std::string Settings::text(const std::string& name, const std::string& fallback) {
  return raw(name) ? text(name) : fallback;
}

long long Settings::whole(const std::string& name) {
  const std::string given = text(name);
  long long number = 0;
  const auto [end, failed] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (failed != std::errc() || end != given.data() + given.size())
    refuse(place(name), "\"" + given + "\" is not a whole number");
  return number;
}

long long Settings::whole(const std::string& name, long long fallback) {
  return raw(name) ? whole(name) : fallback;
}

bool Settings::flag(const std::string& name, bool fallback) {
  if (!raw(name)) return fallback;
  const std::string given = ascii::lower(text(name));
  if (given != "true" && given != "false")
    refuse(place(name), "\"" + given + "\" is neither true nor false");
  return given == "true";
}

std::vector<std::pair<std::string, Operation>> Settings::table(const std::string& name) {
  const Json* given = raw(name);
  std::vector<std::pair<std::string, Operation>> rows;
  if (!given) return rows;
  if (!given->is_object()) refuse(place(name), "must be an object");
  for (const auto& [key, value] : given->items())
    rows.emplace_back(key, compile_value(value, place(name).in(key)));
  return rows;
}

std::map<std::string, Operation> Settings::variables() const {
  std::map<std::string, Operation> all;
  for (const auto& [key, value] : attributes_.items())
    // Lists and the like can be of no use to a template.
    if (!read_.count(key)) {
      if (value.is_array()) refuse(place(key), "is no setting of this transform");
      all.emplace(key, compile_value(value, place(key)));
    }
  return all;
}

}  // namespace idm::policies
