#include "rest/json_patch.h"

#include <algorithm>
#include <charconv>

#include "policies/json_text.h"
#include "rest/refusal.h"

namespace idm::rest {
namespace {

using Op = PatchOperation::Op;

struct OpName {
  const char* name;
  Op op;
};

constexpr OpName op_names[] = {
    {"add",     Op::Add    },
    {"remove",  Op::Remove },
    {"replace", Op::Replace},
    {"move",    Op::Move   },
    {"copy",    Op::Copy   },
    {"test",    Op::Test   },
};

[[noreturn]] void refuse(const std::string& label, const std::string& why) {
  throw Refusal(400, "invalidValue", label + ": " + why);
}

/// ~0 and ~1 of one part.
std::string unescaped(const std::string& label, std::string_view part) {
  std::string text;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '~') {
      text += part[i];
      continue;
    }
    const char code = ++i < part.size() ? part[i] : '\0';
    if (code != '0' && code != '1') refuse(label, "a ~ in a path must be followed by 0 or 1");
    text += code == '0' ? '~' : '/';
  }
  return text;
}

JsonPointer pointer_member(const std::string& label, const Json& operation, const char* name) {
  const auto found = operation.find(name);
  if (found == operation.end() || !found->is_string())
    refuse(label, std::string(name) + " is missing or no text");
  std::string_view text = found->get_ref<const std::string&>();
  if (text.empty()) return {};
  if (text.front() != '/') refuse(label, std::string(name) + " must begin with /");
  JsonPointer parts;
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::size_t end = std::min(text.find('/'), text.size());
    parts.push_back(unescaped(label, text.substr(0, end)));
    text.remove_prefix(end);
  }
  return parts;
}

std::string text_or_question_mark(const Json& operation, const char* name) {
  const auto found = operation.find(name);
  return found != operation.end() && found->is_string() ? found->get<std::string>() : "?";
}

PatchOperation read_operation(const Json& json, std::size_t number) {
  PatchOperation operation;
  operation.label = "operation " + std::to_string(number);
  if (!json.is_object()) refuse(operation.label, "must be an object");
  const std::string name = text_or_question_mark(json, "op");
  operation.label += " (" + name + " " + text_or_question_mark(json, "path") + ")";
  const auto known = std::find_if(std::begin(op_names), std::end(op_names),
                                  [&](const OpName& one) { return name == one.name; });
  if (known == std::end(op_names))
    refuse(operation.label, "op must be add, remove, replace, move, copy or test");
  operation.op = known->op;
  operation.path = pointer_member(operation.label, json, "path");
  if (operation.op == Op::Move || operation.op == Op::Copy)
    operation.from = pointer_member(operation.label, json, "from");
  if (operation.op == Op::Add || operation.op == Op::Replace || operation.op == Op::Test) {
    const auto value = json.find("value");
    if (value == json.end()) refuse(operation.label, "value is missing");
    operation.value = *value;
  }
  return operation;
}

Json& existing(const PatchOperation& operation, Json& document, const JsonPointer& pointer) {
  Json* found = find(document, pointer);
  if (found == nullptr)
    refuse(operation.label,
           &pointer == &operation.from ? "there is nothing at from" : "there is nothing there");
  return *found;
}

Json& parent_of(const PatchOperation& operation, Json& document, const JsonPointer& pointer) {
  Json* parent = find(document, {pointer.begin(), pointer.end() - 1});
  if (parent == nullptr || !parent->is_structured())
    refuse(operation.label, "the place that should hold it is not there");
  return *parent;
}

/// Levels of objects and arrays.
std::size_t depth_of(const Json& json) {
  std::size_t deepest = 0;
  if (!json.is_structured()) return 0;
  for (const Json& inner : json) deepest = std::max(deepest, depth_of(inner));
  return deepest + 1;
}

bool is_inside(const JsonPointer& inner, const JsonPointer& outer) {
  return outer.size() < inner.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

}  // namespace

std::optional<std::size_t> index_of(const std::string& part, std::size_t size, bool end) {
  if (part == "-") return end ? std::optional(size) : std::nullopt;
  if (part.empty() || (part.size() > 1 && part[0] == '0')) return std::nullopt;
  std::size_t index = 0;
  const char* last = part.data() + part.size();
  const auto [stopped, failed] = std::from_chars(part.data(), last, index);
  if (failed != std::errc() || stopped != last || index > size || (index == size && !end))
    return std::nullopt;
  return index;
}

Json* find(Json& document, const JsonPointer& pointer) {
  Json* at = &document;
  for (const std::string& part : pointer) {
    if (at->is_object()) {
      const auto member = at->find(part);
      if (member == at->end()) return nullptr;
      at = &*member;
    } else if (at->is_array()) {
      const auto index = index_of(part, at->size(), false);
      if (!index) return nullptr;
      at = &(*at)[*index];
    } else {
      return nullptr;
    }
  }
  return at;
}

std::vector<PatchOperation> read_patch(const Json& patch) {
  if (!patch.is_array())
    throw Refusal(400, "invalidValue", "a JSON Patch must be an array of operations");
  std::vector<PatchOperation> operations;
  for (const Json& operation : patch)
    operations.push_back(read_operation(operation, operations.size() + 1));
  return operations;
}

void PatchRun::apply(const PatchOperation& operation) {
  switch (operation.op) {
    case Op::Add:
      return add(operation, operation.value);
    case Op::Remove:
      return remove(operation, operation.path);
    case Op::Replace:
      check_depth(operation, operation.value);
      existing(operation, document_, operation.path) = operation.value;
      return;
    case Op::Move:
      return move(operation);
    case Op::Copy:
      return copy(operation);
    case Op::Test:
      if (!policies::same_json(existing(operation, document_, operation.path), operation.value))
        refuse(operation.label, "the value there is another");
      return;
  }
}

void PatchRun::add(const PatchOperation& operation, Json value) {
  check_depth(operation, value);
  if (operation.path.empty()) {
    document_ = std::move(value);
    return;
  }
  Json& parent = parent_of(operation, document_, operation.path);
  const std::string& last = operation.path.back();
  if (parent.is_object()) {
    parent[last] = std::move(value);
    return;
  }
  const auto index = index_of(last, parent.size(), true);
  if (!index)
    refuse(operation.label, "'" + last + "' is no index of a list of " +
                                std::to_string(parent.size()) + " elements");
  parent.insert(parent.begin() + static_cast<std::ptrdiff_t>(*index), std::move(value));
}

void PatchRun::remove(const PatchOperation& operation, const JsonPointer& pointer) {
  existing(operation, document_, pointer);
  if (pointer.empty()) {
    document_ = nullptr;
    return;
  }
  Json& parent = parent_of(operation, document_, pointer);
  if (parent.is_object())
    parent.erase(pointer.back());
  else
    parent.erase(*index_of(pointer.back(), parent.size(), false));
}

void PatchRun::copy(const PatchOperation& operation) {
  const Json& source = existing(operation, document_, operation.from);
  count_copied(operation, source);
  add(operation, source);
}

void PatchRun::move(const PatchOperation& operation) {
  Json& source = existing(operation, document_, operation.from);
  if (operation.from == operation.path) return;
  if (is_inside(operation.path, operation.from))
    refuse(operation.label, "nothing can be moved into its own child");
  count_copied(operation, source);
  Json moved = std::move(source);
  remove(operation, operation.from);
  add(operation, std::move(moved));
}

void PatchRun::check_depth(const PatchOperation& operation, const Json& value) const {
  constexpr std::size_t deepest = 64;
  if (operation.path.size() + depth_of(value) > deepest)
    refuse(operation.label,
           "the result is nested deeper than " + std::to_string(deepest) + " levels");
}

// Copies of copies grow without end.
void PatchRun::count_copied(const PatchOperation& operation, const Json& value) {
  constexpr std::size_t most = 4 * 1024 * 1024;
  copied_ += policies::json_text(value).size();
  if (copied_ > most) refuse(operation.label, "the patch copies more than 4 MB");
}

}  // namespace idm::rest
