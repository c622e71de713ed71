#include "rest/policy_patch.h"

#include <map>
#include <queue>
#include <string>

#include "rest/refusal.h"

namespace idm::rest {
namespace {

using Op = PatchOperation::Op;

constexpr const char* read_only = "isRequired";

/// /fields/…/isRequired
bool is_read_only(const JsonPointer& pointer) {
  return pointer.size() == 3 && pointer[0] == "fields" && pointer[2] == read_only;
}

/// The field gets what another has, or false.
void set_required(Json& field, const Json* like) {
  if (!field.is_object()) return;
  const bool known = like != nullptr && like->is_object() && like->contains(read_only);
  field[read_only] = known ? (*like)[read_only] : Json(false);
}

std::string name_of(const Json& field) {
  const auto name = field.is_object() ? field.find("name") : field.end();
  return name != field.end() && name->is_string() ? name->get<std::string>() : "";
}

/// Each of the fields gets what the field of that name had before; of several the one in its turn.
void set_all_required(Json& fields, const Json& before) {
  if (!fields.is_array()) return;
  std::map<std::string, std::queue<const Json*>> known;
  for (const Json& field : before) known[name_of(field)].push(&field);
  for (Json& field : fields) {
    std::queue<const Json*>& likes = known[name_of(field)];
    set_required(field, likes.empty() ? nullptr : likes.front());
    if (!likes.empty()) likes.pop();
  }
}

const Json* fields_of(const Json& policy) {
  const auto found = policy.is_object() ? policy.find("fields") : policy.end();
  return found == policy.end() ? nullptr : &*found;
}

/// The operation's value without what it may not say, where it is a field, all fields or a policy.
void keep_read_only(PatchOperation& operation, Json& document) {
  const JsonPointer& path = operation.path;
  static const Json none = Json::array();
  const Json* before = fields_of(document);
  if (before == nullptr) before = &none;
  if (path.empty()) {
    if (operation.value.is_object() && operation.value.contains("fields"))
      set_all_required(operation.value["fields"], *before);
  } else if (path[0] == "fields" && path.size() == 1) {
    set_all_required(operation.value, *before);
  } else if (path[0] == "fields" && path.size() == 2) {
    set_required(operation.value, operation.op == Op::Replace ? find(document, path) : nullptr);
  }
}

/// The operation has no effect, but its places must be there all the same.
void only_check(const PatchOperation& operation, Json& document) {
  const auto must_be = [&](const JsonPointer& pointer) {
    if (find(document, pointer) == nullptr)
      throw Refusal(400, "invalidValue", operation.label + ": there is nothing there");
  };
  if (operation.op == Op::Move || operation.op == Op::Copy) must_be(operation.from);
  if (operation.op == Op::Remove || operation.op == Op::Replace)
    must_be(operation.path);
  else if (!operation.path.empty())
    must_be({operation.path.begin(), operation.path.end() - 1});
}

bool changes_read_only(const PatchOperation& operation) {
  if (operation.op == Op::Test) return false;
  return is_read_only(operation.path) || (operation.op == Op::Move && is_read_only(operation.from));
}

}  // namespace

Json patched_policy(const Json& policy, const std::vector<PatchOperation>& patch) {
  Json document = policy;
  PatchRun run(document);
  for (PatchOperation operation : patch) {
    if (changes_read_only(operation)) {
      only_check(operation, document);
      continue;
    }
    if (operation.op == Op::Add || operation.op == Op::Replace) keep_read_only(operation, document);
    run.apply(operation);
  }
  return document;
}

}  // namespace idm::rest
