#pragma once

#include <memory>
#include <string>

#include "core/error.h"
#include "policies/operation.h"

namespace idm::policies {

namespace velocity {
struct Block;
}

/// A reference has no value.
class NoValue : public Error {
 public:
  explicit NoValue(const std::string& reference)
      : Error(ErrorCode::InvalidArgument, reference + " has no value") {}
};

/// A text with references and directives of the Velocity template language: the subset of
/// docs/policies.md, and nothing that reaches beyond the identity. Immutable.
class Template {
 public:
  /// Throws Error(InvalidArgument) when a directive or an expression is not understood.
  explicit Template(const std::string& text);

  /// Throws NoValue naming the reference, unless it is quiet ($!x), and Error(InvalidArgument).
  std::string render(const Scope& scope) const;

 private:
  std::shared_ptr<const velocity::Block> block_;
};

}  // namespace idm::policies
