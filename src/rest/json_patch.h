#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rest/json_body.h"

namespace idm::rest {

/// A JSON Pointer (RFC 6901), unescaped; none of them is the whole document.
using JsonPointer = std::vector<std::string>;

/// One operation of a JSON Patch (RFC 6902).
struct PatchOperation {
  enum class Op { Add, Remove, Replace, Move, Copy, Test };
  Op op = Op::Test;
  JsonPointer path = {}, from = {};
  Json value = {};
  std::string label = {};  ///< "operation 2 (replace /fields/9)", for messages
};

/// The operations of a patch document. Throws Refusal 400 naming the operation that is none;
/// members that it does not know are passed by.
std::vector<PatchOperation> read_patch(const Json& patch);

/// A document that is being patched. Refers to it.
class PatchRun {
 public:
  explicit PatchRun(Json& document) : document_(document) {}

  /// Carries out an operation. Throws Refusal 400 naming it when its place is not there, when it
  /// would move something into itself, when a test fails, or when the document would get too deep
  /// or the patch copies too much; then the document may be half changed.
  void apply(const PatchOperation& operation);

 private:
  void add(const PatchOperation& operation, Json value);
  void remove(const PatchOperation& operation, const JsonPointer& pointer);
  void copy(const PatchOperation& operation);
  void move(const PatchOperation& operation);
  void check_depth(const PatchOperation& operation, const Json& value) const;
  void count_copied(const PatchOperation& operation, const Json& value);

  Json& document_;
  std::size_t copied_ = 0;  // bytes
};

/// What is at that place; null when there is nothing.
Json* find(Json& document, const JsonPointer& pointer);

/// The index that a pointer's part names in an array of that size; nothing for what is none. `end`
/// tells whether the place behind the last one counts, also written "-".
std::optional<std::size_t> index_of(const std::string& part, std::size_t size, bool end);

}  // namespace idm::rest
