#include "provisioning/mail_tasks.h"

#include <boost/test/unit_test.hpp>

#include "core/error.h"
#include "engine_house.h"
#include "identity/password_hash.h"
#include "identity/remove_user.h"
#include "post_office.h"
#include "provisioning/delete_user.h"
#include "provisioning/send_passwords.h"
#include "provisioning/task_control.h"
#include "provisioning/task_list.h"

// design.md section 3: "addUser without a password: … one is generated only when somebody will
// receive it (… a mail flag)"; behaviour.md 3.15, 7.4: "sendPasswordToUser queues a mail".
namespace idm {
namespace test {

/// Targets, and a mail server.
struct MailHouse : EngineHouse {
  explicit MailHouse(Dialect dialect) : EngineHouse(dialect) {
    repository.config.mail = office.account();
  }

  std::vector<Task> mails() {
    std::vector<Task> all = tasks();
    std::erase_if(all, [](const Task& task) { return task.verb != "MAIL"; });
    return all;
  }

  UserAnswer added(UserRequest request) {
    request.requestor = caller();
    return provisioning::add_user(services(), request);
  }

  PostOffice office;
};

}  // namespace test

using namespace test;
namespace mail = provisioning::mail;

namespace {

UserRequest new_colleague(const char* address) {
  UserRequest request = ada();
  request.user.email = text(address);
  request.email_credentials_to_new_users = true;
  return request;
}

/// What stands behind "Password:" in a letter.
std::string password_in(const std::string& letter) {
  const std::size_t at = letter.find("Password:") + 9;
  const std::size_t from = letter.find_first_not_of(' ', at);
  return letter.substr(from, letter.find('\n', from) - from);
}

passwords::PasswordChange mailed_password(const char* login) {
  passwords::PasswordChange change;
  change.domain_id = text("USR_SEC_DOMAIN");
  change.principal = text(login);
  change.send_to_user = true;
  change.requestor = EngineHouse::caller();
  return change;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mails_with_credentials)

BOTH_DATABASES(a_new_user_without_a_password_is_mailed_one_that_is_good_everywhere) {
  MailHouse house(dialect);
  house.start();
  const UserAnswer answer = house.added(new_colleague("ada@example.org"));
  BOOST_TEST(answer.note == "");
  BOOST_TEST(answer.made_password == "");
  BOOST_REQUIRE(house.settles());
  const auto letters = house.office.letters();
  BOOST_REQUIRE(letters.size() == 1u);
  BOOST_TEST(letters[0].starts_with("ada@example.org "));
  BOOST_TEST(letters[0].find("ada\n") != std::string::npos);
  const std::string password = password_in(letters[0]);
  BOOST_TEST(password.size() >= 8u);
  const Login login = house.login(answer.user.user.id, "0");
  BOOST_CHECK(house.services().hasher.verify(*login.password, password));
  const Lines told = house.told_target("101");
  BOOST_CHECK(std::ranges::count(told, "password ada") == 1);
}

// "visible … Never a secret in log, reply, audit"; "destroyed when delivered"
BOTH_DATABASES(a_mail_is_a_task_and_keeps_nothing_secret) {
  MailHouse house(dialect);
  house.start();
  UserRequest request = new_colleague("ada@example.org");
  request.principals[0].password = text("Secret-123");
  const std::string id = house.added(request).user.user.id;
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(password_in(house.office.letters().at(0)) == "Secret-123");
  const Task task = house.mails().at(0);
  BOOST_TEST(task.state == "SENT");
  BOOST_CHECK(task.secret.null());
  BOOST_TEST(*task.request_id == "R1");
  for (const Text& column : {task.payload, task.rendered, task.last_error})
    BOOST_CHECK(column.null() || column->find("Secret-123") == std::string::npos);
  BOOST_TEST(*task.rendered == R"({"template":"credentials","to":"ada@example.org"})");
  const Lines listed =
      provisioning::task_lines(provisioning::find_tasks(house.store(), {.user_id = id}));
  BOOST_CHECK(std::ranges::any_of(listed, [](const std::string& line) {
    return line.find("@mail") != std::string::npos && line.find("MAIL") != std::string::npos;
  }));
  BOOST_CHECK(!house.account(id, mail::system_id));
}

BOTH_DATABASES(what_cannot_be_mailed_is_told_and_no_password_is_made_for_nobody) {
  MailHouse house(dialect);
  UserRequest request = new_colleague("ada@example.org");
  request.user.email.reset();
  request.emails.clear();
  request.email_credentials_to_supervisor = true;
  const UserAnswer answer = house.added(request);
  BOOST_TEST(answer.note ==
             "no mail was sent to the user: the user has no e-mail address; no mail was sent to "
             "the supervisor: the user has no supervisor");
  BOOST_CHECK(house.login(answer.user.user.id, "0").password.null());
  BOOST_TEST(house.mails().size() == 0u);
}

BOTH_DATABASES(an_address_cannot_add_lines_to_a_mail) {
  MailHouse house(dialect);
  UserRequest request = new_colleague("ada@example.org\r\nBcc: eve@example.org");
  request.principals[0].password = text("Secret-123");
  const UserAnswer answer = house.added(request);
  BOOST_TEST(answer.note.find("is no e-mail address") != std::string::npos);
  BOOST_TEST(house.mails().size() == 0u);
}

BOTH_DATABASES(a_supervisor_is_mailed_what_a_new_colleague_signs_in_with) {
  MailHouse house(dialect);
  house.start();
  UserRequest boss = plain_person("boss");
  boss.user.email = text("boss@example.org");
  Supervision supervision;
  supervision.supervisor_id = house.added(boss).user.user.id;
  UserRequest request = new_colleague("ada@example.org");
  request.supervisor = supervision;
  request.email_credentials_to_supervisor = true;
  request.user.first_name = text("Ada\r\nBcc: eve@example.org");
  BOOST_TEST(house.added(request).note == "");
  BOOST_REQUIRE(house.settles());
  const auto letters = house.office.letters();
  BOOST_REQUIRE(letters.size() == 2u);
  BOOST_TEST(letters[0].starts_with("ada@example.org "));
  BOOST_TEST(letters[1].starts_with("boss@example.org "));
  BOOST_TEST(password_in(letters[0]) == password_in(letters[1]));
  BOOST_TEST(house.office.scripts.text("mail").find("\\nBcc:") == std::string::npos);
}

BOTH_DATABASES(without_a_mail_server_nothing_is_recorded_and_errortext_says_so) {
  MailHouse house(dialect);
  house.repository.config.mail = {};
  const UserAnswer answer = house.added(new_colleague("ada@example.org"));
  BOOST_TEST(answer.note == "no mail was sent: no mail server is configured");
  const auto reset = provisioning::reset_password(house.services(), mailed_password("ada"));
  BOOST_TEST(reset.note == "no mail was sent: no mail server is configured");
  BOOST_TEST(house.mails().size() == 0u);
}

BOTH_DATABASES(a_mail_server_that_says_later_is_asked_again) {
  MailHouse house(dialect);
  house.start();
  house.added(new_colleague("later@example.org"));
  BOOST_REQUIRE(house.wait_for([&] { return !house.mails().at(0).last_error.null(); }));
  const Task waiting = house.mails().at(0);
  BOOST_TEST(waiting.state == "PENDING");
  BOOST_CHECK(!waiting.secret.null());
  BOOST_TEST(waiting.last_error->find("451") != std::string::npos);
}

// A mail is no account: what becomes of it is the operator's to see, not the caller's to wait for.
BOTH_DATABASES(a_mail_that_is_refused_is_parked_and_goes_to_the_address_that_is_right_by_then) {
  MailHouse house(dialect);
  house.start();
  const std::string id = house.added(new_colleague("never@example.org")).user.user.id;
  BOOST_TEST(provisioning::refusals(house.engine.get(), "R1") == "");
  BOOST_REQUIRE(house.settles());
  const Task parked = house.mails().at(0);
  BOOST_TEST(parked.state == "PARKED");
  BOOST_CHECK(!parked.secret.null());
  house.store().transact([&](Db& db) {
    User user = *db.find<User>(id);
    user.email = std::string("ada@example.org");
    db.update(user);
    for (EmailAddress email : users::get(db, id, users::Extent::Everything).emails) {
      email.address = user.email;
      db.update(email);
    }
  });
  provisioning::retry_tasks(house.store(), {parked.id, "", ""});
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.mails().at(0).state == "SENT");
  BOOST_TEST(house.office.letters().at(0).starts_with("ada@example.org "));
}

BOTH_DATABASES(a_mail_that_an_operator_gives_up_leaves_no_password) {
  MailHouse house(dialect);
  const std::string id = house.added(new_colleague("ada@example.org")).user.user.id;
  BOOST_CHECK(!house.mails().at(0).secret.null());
  provisioning::skip_tasks(house.store(), {"", id, mail::system_id});
  BOOST_TEST(house.mails().at(0).state == "SKIPPED");
  BOOST_CHECK(house.mails().at(0).secret.null());
}

// behaviour.md 7.4: "sendPasswordToUser queues a mail"
BOTH_DATABASES(a_password_that_was_set_anew_is_mailed_to_its_owner) {
  MailHouse house(dialect);
  house.start();
  UserRequest request = ada();
  request.user.email = text("ada@example.org");
  house.added(request);
  BOOST_REQUIRE(house.settles());
  const auto reset = provisioning::reset_password(house.services(), mailed_password("ada"));
  BOOST_TEST(reset.note == "");
  BOOST_REQUIRE(house.settles());
  auto set = mailed_password("ada");
  set.password = text("Another-45");
  BOOST_TEST(provisioning::set_password(house.services(), set).note == "");
  BOOST_REQUIRE(house.settles());
  const auto letters = house.office.letters();
  BOOST_REQUIRE(letters.size() == 2u);
  BOOST_TEST(password_in(letters[0]) == *reset.password);
  BOOST_TEST(password_in(letters[1]) == "Another-45");
}

BOTH_DATABASES(who_has_left_gets_no_mail) {
  MailHouse house(dialect);
  house.added(new_colleague("ada@example.org"));
  provisioning::Deletion deletion;
  deletion.principal = text("ada");
  deletion.status = text("DELETED");
  provisioning::delete_user(house.services(), deletion);
  house.start();
  BOOST_REQUIRE(house.wait_for([&] { return house.mails().at(0).state == "SKIPPED"; }));
  BOOST_CHECK(house.mails().at(0).secret.null());
  BOOST_TEST(house.office.letters().size() == 0u);
}

BOTH_DATABASES(a_modification_has_no_credentials_to_mail) {
  MailHouse house(dialect);
  UserRequest request;
  request.user.id = house.added(ada()).user.user.id;
  request.email_credentials_to_new_users = true;
  BOOST_TEST(provisioning::modify_user(house.services(), request).note.find("no mail was sent") ==
             0u);
  BOOST_TEST(house.mails().size() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
