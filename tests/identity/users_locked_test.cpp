#include <boost/test/unit_test.hpp>
#include <latch>
#include <thread>

#include "core/ids.h"
#include "identity/users.h"
#include "support/repository.h"

namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(locked_users)

// design.md section 3, "lost updates": what a writer reads of a user, another one has finished.
BOTH_DATABASES(whoever_waited_for_a_user_reads_what_the_other_left) {
  Repository repository(dialect);
  Store& store = repository.database.store;
  User user;
  user.id = new_id();
  store.transact([&](Db& db) { db.insert(user); });

  std::latch held(1);
  std::thread first([&] {
    store.transact([&](Db& db) {
      users::get_locked(db, user.id);
      held.count_down();
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      UserAttribute attribute;
      attribute.id = new_id();
      attribute.user_id = user.id;
      attribute.name = text("left");
      db.insert(attribute);
      User changed = *db.find<User>(user.id);
      changed.title = text("Countess");
      db.update(changed);
    });
  });
  held.wait();
  const UserGraph seen = store.transact([&](Db& db) { return users::get_locked(db, user.id); });
  first.join();
  BOOST_TEST_REQUIRE(seen.attributes.size() == 1u);
  BOOST_TEST(seen.attributes.front().name.get() == "left");
  BOOST_TEST(seen.user.title.get() == "Countess");
}

BOTH_DATABASES(a_user_who_is_not_there_cannot_be_locked) {
  Repository repository(dialect);
  const auto lock = [](Db& db) { users::get_locked(db, "nobody"); };
  BOOST_CHECK_EXCEPTION(repository.database.store.transact(lock), Error,
                        fails_with(ErrorCode::UserNotFound));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
