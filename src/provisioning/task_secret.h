#pragma once

#include <string>
#include <vector>

#include "connectors/connector.h"
#include "orm/task.h"

namespace idm::provisioning {

/// What a task holds sealed, in the clear for as long as an attempt lasts; wiped at its end.
class TaskSecret {
 public:
  /// Throws Error(InvalidArgument) when it was sealed under another key.
  TaskSecret(const std::string& key, const Task& task);
  ~TaskSecret();
  TaskSecret(const TaskSecret&) = delete;
  TaskSecret& operator=(const TaskSecret&) = delete;

  /// "" = there is none.
  const std::string& password() const { return password_; }
  /// Of a mail: whose password it is.
  const std::string& login() const { return login_; }
  /// What came with the password for the system (PasswordSync's passThruAttributes).
  const std::vector<connectors::Attribute>& attributes() const { return attributes_; }

 private:
  std::string password_, login_;
  std::vector<connectors::Attribute> attributes_;
};

}  // namespace idm::provisioning
