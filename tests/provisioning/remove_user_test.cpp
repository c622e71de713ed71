#include "provisioning/remove_user.h"

#include <boost/test/unit_test.hpp>

#include "core/instant.h"
#include "target_house.h"

// docs/decisions/0017.
namespace idm {
using namespace test;
namespace tt = boost::test_tools;

/// Ada with accounts by resources, so that nothing in the repository keeps her.
struct Removal : TargetHouse {
  explicit Removal(Dialect dialect) : TargetHouse(dialect) {
    UserRequest request = plain_person("ada");
    want_resource(request, "101");
    want_resource(request, "110");
    id = add(request);
  }

  void modify(const char* title) {
    UserRequest change;
    change.user.id = id;
    change.user.title = text(title);
    provisioning::modify_user(services(), change);
  }

  void lose(const char* resource) {
    UserRequest change;
    change.user.id = id;
    want_resource(change, resource, Operation::Delete);
    provisioning::modify_user(services(), change);
  }

  /// As a worker does when the target has it.
  void finish(const std::string& system, const std::string& verb) {
    store().transact([&](Db& db) {
      for (Task& task : rows_where<Task>(db, odb::query<Task>::managed_system_id == system &&
                                                 odb::query<Task>::verb == verb)) {
        task.state = "DONE";
        task.finished = now();
        db.update(task);
      }
    });
  }

  void lease(const std::string& system, Instant until) {
    store().transact([&](Db& db) {
      for (Task& task : rows_where<Task>(db, odb::query<Task>::managed_system_id == system)) {
        task.lease_owner = text("worker");
        task.lease_expires = until;
        db.update(task);
      }
    });
  }

  void remove() {
    store().transact([&](Db& db) {
      const UserGraph user = users::get(db, id, users::Extent::Everything);
      for (const Principal& principal : user.principals) db.erase<Login>(principal.login.id);
      for (const ResourceUser& row : user.resources) db.erase<ResourceUser>(row.id);
    });
    provisioning::remove_user(services(), id, {});
  }

  Lines left() {
    told.clear();
    return news();
  }

  std::string id;
};

BOOST_AUTO_TEST_SUITE(what_removed_users_leave)

BOTH_DATABASES(accounts_that_never_came_to_be_leave_nothing) {
  Removal house(dialect);
  house.modify("Countess");
  house.remove();
  BOOST_TEST(house.left().empty());
  BOOST_TEST(count<AccountState>(house.repository) == 0u);
}

BOTH_DATABASES(another_users_tasks_stay) {
  Removal house(dialect);
  const std::string other = house.add([] {
    UserRequest request = plain_person("grace");
    want_resource(request, "101");
    return request;
  }());
  house.remove();
  BOOST_TEST(house.left() == Lines{"101 CREATE"}, tt::per_element());
  BOOST_TEST(house.account(other, "101").has_value());
}

BOTH_DATABASES(accounts_that_are_still_to_be_ended_are_ended) {
  Removal house(dialect);
  house.finish("101", "CREATE");
  house.modify("Countess");
  house.lose("101");
  house.lose("110");
  house.remove();
  const Lines expected = {"101 CREATE", "101 DELETE", "110 DELETE"};
  BOOST_TEST(house.left() == expected, tt::per_element());
  BOOST_TEST(house.account(house.id, "101")->state == "PENDING");
  BOOST_TEST(house.account(house.id, "110")->last_verb == "DELETE");
}

BOTH_DATABASES(accounts_that_exist_stay_on_record) {
  Removal house(dialect);
  house.finish("101", "CREATE");
  house.modify("Countess");
  house.remove();
  BOOST_TEST(house.left() == Lines{"101 CREATE"}, tt::per_element());
  const AccountState account = house.account(house.id, "101").value();
  BOOST_TEST(account.state == "PROVISIONED");
  BOOST_TEST(account.last_verb == "CREATE");
  BOOST_CHECK(!house.account(house.id, "110"));
}

BOTH_DATABASES(a_task_in_a_workers_hands_is_left_to_it) {
  Removal house(dialect);
  house.lease("101", now() + std::chrono::minutes(1));
  house.lease("110", now() - std::chrono::minutes(1));
  house.remove();
  BOOST_TEST(house.left() == Lines{"101 CREATE"}, tt::per_element());
  BOOST_TEST(house.account(house.id, "101")->state == "PENDING");
  BOOST_CHECK(!house.account(house.id, "110"));
}

BOTH_DATABASES(a_user_who_cannot_be_removed_keeps_the_tasks) {
  Removal house(dialect);
  BOOST_CHECK_EXCEPTION(provisioning::remove_user(house.services(), house.id, {}), Error,
                        fails_with(ErrorCode::ObjectIdInvalid));
  const Lines expected = {"101 CREATE", "110 CREATE"};
  BOOST_TEST(house.left() == expected, tt::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
