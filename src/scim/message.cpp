#include "scim/message.h"

#include <algorithm>

#include "core/ascii.h"
#include "scim/error.h"

namespace idm::scim {

const Json* field(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  for (auto entry = object.begin(); entry != object.end(); ++entry)
    if (ascii::same(entry.key(), name)) return entry->is_null() ? nullptr : &*entry;
  return nullptr;
}

void check_message(const Json& message, std::string_view urn) {
  if (!message.is_object()) throw invalid_syntax("the message must be a JSON object");
  const Json* schemas = field(message, "schemas");
  if (!schemas) return;
  const auto is_it = [&](const Json& one) {
    return one.is_string() && ascii::same(one.get_ref<const std::string&>(), urn);
  };
  if (!schemas->is_array() || std::none_of(schemas->begin(), schemas->end(), is_it))
    throw invalid_syntax("'schemas' must name " + std::string(urn));
}

}  // namespace idm::scim
