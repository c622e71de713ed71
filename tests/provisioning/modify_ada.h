#pragma once

#include <string>

#include "provisioning/provision_user.h"
#include "support/repository.h"
#include "support/rows.h"

namespace idm::test {

/// Ada in a repository, and what a modifyUser makes of her.
struct AdaStored {
  explicit AdaStored(Dialect dialect, const UserRequest& request = ada()) : repository(dialect) {
    id = provisioning::add_user(repository.services, request).user.user.id;
  }

  UserRequest change() const {
    UserRequest request;
    request.user.id = id;
    return request;
  }

  UserAnswer modify(const UserRequest& request) {
    return provisioning::modify_user(repository.services, request);
  }

  UserGraph now_stored() { return stored(repository, id); }

  Repository repository;
  std::string id;
};

}  // namespace idm::test
