#pragma once

#include "core/instant.h"
#include "identity/users.h"
#include "orm/managed_system-odb.hxx"
#include "orm/provisioning_policy-odb.hxx"
#include "policies/render.h"
#include "policies/transform_bench.h"
#include "support/repository.h"
#include "support/rows.h"

namespace idm::test {

/// A repository with a managed system "dir" of kind sim. Slow to compile: for .cpp files only.
struct PolicyHouse {
  explicit PolicyHouse(Dialect dialect) : repository(dialect) {
    store().transact([](Db& db) {
      ManagedSystem system;
      system.id = "dir";
      system.name = text("Directory");
      system.kind = text("sim");
      db.insert(system);
    });
  }

  Services& services() { return repository.services; }
  Store& store() { return repository.services.store; }

  void policy(const char* usage, const std::string& fields) {
    store().transact([&](Db& db) {
      ProvisioningPolicy row;
      row.id = {"dir", usage};
      if (db.find<ProvisioningPolicy>(row.id)) db.erase<ProvisioningPolicy>(row.id);
      row.policy_id = std::string("P-") + usage;
      row.fields = fields;
      row.create_date = row.last_update = now();
      db.insert(row);
    });
  }

  std::string add(const char* first, const char* last, const std::string& login) {
    UserRequest request;
    request.user.first_name = text(first);
    request.user.last_name = text(last);
    request.user.status = text("ACTIVE");
    if (!login.empty()) request.principals = {principal(login)};
    return users::add(services(), request).user.user.id;
  }

  policies::Rendered render(const std::string& user_id,
                            policies::Usage usage = policies::Usage::Create,
                            const std::string& account_name = "",
                            const std::string& password = "") {
    const UserGraph user = stored(repository, user_id);
    return policies::render(services(), {"dir", usage, user, account_name, password});
  }

  /// "name: mail=a|b, !secret, cleared="
  std::string shown(const policies::Rendered& rendered) {
    std::string all = rendered.account_name + ":";
    for (const connectors::Attribute& attribute : rendered.attributes) {
      all += (attribute.secret ? " !" : " ") + attribute.name + "=";
      for (std::size_t i = 0; i < attribute.values.size(); ++i)
        all += (i ? "|" : "") + attribute.values[i];
    }
    return all;
  }
  std::string shown(const std::string& user_id, policies::Usage usage = policies::Usage::Create) {
    return shown(render(user_id, usage));
  }

  std::string refusal(const std::string& user_id) {
    try {
      render(user_id);
      return "";
    } catch (const Error& error) {
      BOOST_TEST((error.code() == ErrorCode::InvalidArgument));
      return error.what();
    }
  }

  Repository repository;
};

inline const std::string unique_mail =
    R"({"name":"mail","transform":{"type":"rule","attributes":{"name":"Create Unique LDAP Attribute"}},
        "attributes":{"template":"${firstname}.${lastname}${uniqueCounter}@example.org"}})";
inline const std::string unique_id =
    R"j({"name":"uid","transform":{"type":"rule","attributes":{"name":"Create Unique Account ID"}},
        "attributes":{"template":"$(firstname)$(uniqueCounter)"}})j";

}  // namespace idm::test
