#include <atomic>
#include <boost/test/unit_test.hpp>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "identity/again_when_stale.h"
#include "password_house.h"

using namespace idm;
using namespace idm::test;

namespace {

constexpr int clients = 16;

/// Runs `act(0)` to `act(15)` at once and counts how each ended; nothing = success.
template <class Act>
std::map<std::string, int> at_once(Act act) {
  std::mutex mutex;
  std::map<std::string, int> ends;
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&, i] {
      std::string end;
      try {
        act(i);
      } catch (const Error& error) {
        end = form_of(error.code()).wire;
      }
      const std::lock_guard lock(mutex);
      ++ends[end];
    });
  for (std::thread& thread : threads) thread.join();
  return ends;
}

std::string password_of(int client) { return "Secret-" + std::to_string(1000 + client); }

}  // namespace

BOOST_AUTO_TEST_SUITE(passwords_at_once)

// design.md: "two writers of one user are serialised, not merged blindly"
BOTH_DATABASES(sixteen_who_set_one_password_at_once_all_get_through) {
  PasswordHouse house(dialect, [](Db& db) { set_rule(db, "142", "50"); });
  const auto ends = at_once(
      [&](int i) { passwords::set_password(*house.services, change_to(password_of(i).c_str())); });
  BOOST_REQUIRE_EQUAL(ends.size(), 1u);
  BOOST_TEST(ends.begin()->first == "");
  BOOST_TEST(house.load(house.primary).password_change_count.get() == clients);
  std::set<std::string> remembered;
  for (const PasswordHistory& row : history_of(house, house.primary))
    remembered.insert(*row.password);
  BOOST_TEST(remembered.size() == std::size_t{clients});
  BOOST_TEST(remembered.contains(*house.load(house.primary).password));
}

// PASSWORD_CHANGE_ALLOWED is 5 in the shipped policy: it holds for those who come at once, too
BOTH_DATABASES(of_sixteen_at_once_five_change_the_password_and_the_others_are_told_why_not) {
  PasswordHouse house(dialect);
  const auto ends = at_once(
      [&](int i) { passwords::set_password(*house.services, change_to(password_of(i).c_str())); });
  const std::map<std::string, int> expected = {
      {"",                                               5          },
      {form_of(ErrorCode::PasswordChangeFrequency).wire, clients - 5}
  };
  BOOST_TEST((ends == expected));
  BOOST_TEST(history_of(house, house.primary).size() == 5u);
}

// By way of another login of the same user, too: a reset on the default system writes it
BOTH_DATABASES(resets_and_changes_on_two_systems_at_once_all_get_through) {
  PasswordHouse house(dialect, [](Db& db) { set_rule(db, "142", "50"); });
  const auto ends = at_once([&](int i) {
    if (i % 2 == 0) {
      passwords::reset_password(*house.services, change_to(nullptr));
      return;
    }
    passwords::PasswordChange change = change_to(password_of(i).c_str());
    change.managed_system_id = std::string("101");
    change.principal = std::string("cn=jdoe");
    passwords::set_password(*house.services, change);
  });
  BOOST_REQUIRE_EQUAL(ends.size(), 1u);
  BOOST_TEST(ends.begin()->first == "");
  BOOST_TEST(house.load(house.ldap).password_change_count.get() == clients);
  BOOST_TEST(history_of(house, house.ldap).size() == std::size_t{clients});
}

// "the rules were checked against what is no longer there": no two writers may reuse one password
BOTH_DATABASES(of_those_who_set_the_same_password_at_once_one_is_successful) {
  PasswordHouse house(dialect);
  const auto ends =
      at_once([&](int) { passwords::set_password(*house.services, change_to("Secret-123")); });
  const std::map<std::string, int> expected = {
      {"",                                       1          },
      {form_of(ErrorCode::PasswordHistory).wire, clients - 1}
  };
  BOOST_TEST((ends == expected));
  BOOST_TEST(house.load(house.primary).password_change_count.get() == 1);
}

// One that waits for no turn, as another process: the password waits until it pauses
BOTH_DATABASES(a_password_is_set_while_another_writes_the_same_principal) {
  PasswordHouse house(dialect, [](Db& db) { set_rule(db, "142", "50"); });
  std::atomic<int> written = 0;
  std::thread other([&] {
    for (; written < 60; ++written) {
      try {
        house.change_login(house.primary, [&](Login& login) {
          login.current_login_host = std::to_string(written);
        });
      } catch (const Error& error) {
        // The password was written in between.
        if (error.code() != ErrorCode::StaleVersion) std::terminate();
      }
    }
  });
  while (written == 0) std::this_thread::yield();
  std::string end;
  try {
    passwords::set_password(*house.services, change_to("Secret-123"));
  } catch (const Error& error) {
    end = error.what();
  }
  other.join();
  BOOST_TEST(end == "");
  BOOST_TEST(house.opens(house.primary, "Secret-123"));
}

BOOST_AUTO_TEST_CASE(stale_work_is_done_again_until_it_is_hopeless) {
  int runs = 0;
  const int answer = again_when_stale([&] {
    if (++runs < 10) throw Error(ErrorCode::StaleVersion, "another was faster");
    return runs;
  });
  BOOST_TEST(answer == 10);

  runs = 0;
  const auto fail = [&](ErrorCode code) {
    ++runs;
    throw Error(code, "no");
  };
  BOOST_CHECK_EXCEPTION(again_when_stale([&] { fail(ErrorCode::StaleVersion); }), Error,
                        fails_with(ErrorCode::StaleVersion));
  BOOST_TEST(runs == 20);
  runs = 0;
  BOOST_CHECK_EXCEPTION(again_when_stale([&] { fail(ErrorCode::PasswordHistory); }), Error,
                        fails_with(ErrorCode::PasswordHistory));
  BOOST_TEST(runs == 1);
}

BOOST_AUTO_TEST_SUITE_END()
