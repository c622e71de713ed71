#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/config.h"
#include "identity/user_graph.h"

namespace idm::policies {

class Identity;

/// Finds other people, for those who ask. Used by one thread.
class Directory {
 public:
  virtual ~Directory() = default;
  /// Null when there is nobody.
  virtual std::shared_ptr<const Identity> by_id(const std::string& user_id) = 0;
  virtual std::shared_ptr<const Identity> by_name(const std::string& principal) = 0;
  virtual bool supervises(const std::string& user_id) = 0;
  /// The id of the managed system of that id or name.
  virtual std::optional<std::string> system(const std::string& id_or_name) = 0;
};

/// A user as policies see it: docs/policies.md has the table of attributes. Refers to the graph.
class Identity {
 public:
  Identity(const UserGraph& user, const Config& config, Directory& directory)
      : user_(user), config_(config), directory_(directory) {}

  /// All values, empty ones left out; none when there is no such attribute or it has no value.
  /// `manager.NAME` is that of the supervisor.
  std::vector<std::string> values(const std::string& name) const;
  /// The first of them.
  std::optional<std::string> value(const std::string& name) const;

  /// The supervisor, the primary one of several; null when there is none.
  std::shared_ptr<const Identity> manager() const;
  /// Is this somebody's supervisor?
  bool is_manager() const;

  const UserGraph& graph() const { return user_; }
  /// The principal on the default managed system; null when there is none.
  const Login* primary() const;

 private:
  const UserGraph& user_;
  const Config& config_;
  Directory& directory_;
};

/// An instant as policies write it: 2024-03-01T00:00:00.000Z.
std::string iso8601(Instant at);

}  // namespace idm::policies
