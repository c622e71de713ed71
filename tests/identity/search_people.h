#pragma once

#include <functional>

#include "core/error.h"
#include "identity/search_users.h"
#include "identity/users.h"
#include "provisioning/provision_user.h"
#include "support/repository.h"
#include "support/rows.h"

namespace idm::test {

/// People to look for; in the order of answers: Grace Hopper, No Login, Ada Lovelace, Jörg Straße.
struct SoughtPeople {
  explicit SoughtPeople(Dialect dialect) : repository(dialect) {
    add(full_ada());
    UserRequest grace = person("Grace", "Hopper", "grace", "MANAGER");
    grace.user.delegated_admin = 1;
    grace.attributes = {attribute("DLG_FLT_ORG", "Navy"), attribute("rank", "4711")};
    add(grace);
    add(person("Jörg", "Straße", "joerg", "HR"));
    UserRequest nameless;
    nameless.user.first_name = text("No");
    nameless.user.last_name = text("Login");
    users::add(repository.services, nameless);
  }

  /// Every field that a search knows is filled.
  static UserRequest full_ada() {
    UserRequest request = ada();
    User& user = request.user;
    user.secondary_status = text("LOCKED");
    user.nickname = text("Countess");
    user.email = text("Ada@Example.org");
    user.department = text("MATH");
    user.division = text("Engines");
    user.location = text("HQ-Nörd");
    user.classification = text("Employee");
    user.user_type = text("Staff");
    user.postal_code = text("SW1A 2AA");
    user.employee_id = text("E1");
    user.company_id = text("101");
    user.show_in_search = 1;
    user.start_date = user.last_date = user.birth_date = now();
    Phone desk;
    desk.name = text("DESK");
    desk.area_code = text("0X2");
    desk.number = text("555-FLOWER");
    request.phones = {wanted(desk)};
    request.attributes.front().row.metadata_element_id = text("101");
    return request;
  }

  static UserRequest person(const char* first, const char* last, const char* login,
                            const char* job) {
    UserRequest request;
    request.user.first_name = text(first);
    request.user.last_name = text(last);
    request.user.status = text("ACTIVE");
    request.principals = {principal(login)};
    request.roles = {role(job)};
    return request;
  }

  void add(const UserRequest& request) { provisioning::add_user(repository.services, request); }

  using Fill = std::function<void(users::SearchCriteria&)>;

  users::SearchAnswer search(const Fill& fill) {
    users::SearchCriteria criteria;
    fill(criteria);
    return users::search(repository.services, criteria);
  }

  /// First names, in the order found; empty when nobody is.
  std::string names(const Fill& fill) {
    std::string all;
    try {
      for (const User& user : search(fill).users)
        all += (all.empty() ? "" : " ") + *user.first_name;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::UserNotFound) throw;
    }
    return all;
  }

  /// Whom one text criterion finds.
  std::string with(Text users::SearchCriteria::*field, const char* value) {
    return names([&](users::SearchCriteria& criteria) { criteria.*field = text(value); });
  }

  Repository repository;
};

}  // namespace idm::test
