#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "orm/audit_entry-odb.hxx"
#include "provisioning/delete_user.h"
#include "provisioning/modify_ada.h"
#include "support/rows.h"
#include "support/scripts.h"

// behaviour.md 3: "Pre-processor script unless skipPreprocessor; non-success: failure
// FAIL_PREPROCESSOR", "Post-processor script unless skipped"; likewise 4, 6.3 and 6.4.
namespace idm {
using namespace test;

namespace {

using Json = nlohmann::json;

/// A repository whose two programs are shell scripts of a line.
struct Workshop {
  explicit Workshop(Dialect dialect = Dialect::Sqlite) : repository(dialect) {}

  /// It keeps what it is asked in the file asked-NAME.
  std::string script(const std::string& name, const std::string& line) {
    return scripts.write(name,
                         "#!/bin/sh\ncat > " + scripts.path("asked-" + name) + "\n" + line + "\n");
  }
  void before(const std::string& line) {
    repository.config.processors.before = script("before", line);
  }
  void after(const std::string& line) {
    repository.config.processors.after = script("after", line);
  }
  Json asked(const std::string& name) { return Json::parse(scripts.text("asked-" + name)); }

  UserAnswer add(const UserRequest& request) {
    return provisioning::add_user(repository.services, request);
  }
  UserAnswer modify(const UserRequest& request) {
    return provisioning::modify_user(repository.services, request);
  }
  UserAnswer end(const char* login, const char* status) {
    provisioning::Deletion deletion;
    deletion.principal = text(login);
    deletion.status = text(status);
    return provisioning::delete_user(repository.services, deletion);
  }

  Scripts scripts;
  Repository repository;
};

const char* const fine = "echo '{\"status\":\"ok\"}'";

std::string answering(const std::string& json) { return "echo '" + json + "'"; }

auto refused_with(const std::string& words) {
  return [=](const Error& error) {
    BOOST_TEST_MESSAGE(error.what());
    return error.code() == ErrorCode::PreprocessorFailed &&
           std::string(error.what()).find(words) != std::string::npos;
  };
}

std::string value_of(const UserGraph& user, const std::string& name) {
  for (const UserAttribute& attribute : user.attributes)
    if (*attribute.name == name) return *attribute.value;
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(processors)

BOTH_DATABASES(a_pre_processor_changes_what_is_stored) {
  Workshop shop(dialect);
  shop.repository.config.processors.before =
      shop.scripts.write("documented", code_on_page("processors.md", "python"));
  UserRequest request = ada();
  BOOST_CHECK_EXCEPTION(shop.add(request), Error, refused_with("an employeeId is needed"));
  request.user.employee_id = text("12345678");
  const UserAnswer answer = shop.add(request);
  const UserGraph user = stored(shop.repository, answer.user.user.id);
  BOOST_TEST(*user.user.cost_center == "1234");
  BOOST_TEST(value_of(user, "checked") == "yes");
  BOOST_TEST(value_of(user, "costCenter") == "4711");
}

BOOST_FIXTURE_TEST_CASE(a_refusal_stores_nothing_and_is_in_the_audit_log, Workshop) {
  const std::size_t users = count<User>(repository);
  before(answering(R"({"status":"failed","message":"not in May"})"));
  BOOST_CHECK_EXCEPTION(add(ada()), Error, refused_with("not in May"));
  BOOST_TEST(count<User>(repository) == users);
  const auto rows = repository.services.store.read([](Db& db) {
    return rows_where<AuditEntry>(db, odb::query<AuditEntry>::action == "CREATE");
  });
  BOOST_REQUIRE(rows.size() == 1u);
  BOOST_TEST(rows[0].status.get() == "FAIL");
}

BOOST_FIXTURE_TEST_CASE(a_pre_processor_is_told_all_but_passwords, Workshop) {
  before(fine);
  UserRequest request = ada();
  request.principals = {principal("ada", "Passing51")};
  request.password = text("Passing52");
  request.request_id = "R-7";
  request.requestor.login = text("boss");
  add(request);
  const std::string sent = scripts.text("asked-before");
  BOOST_TEST(sent.find("Passing5") == std::string::npos);
  const Json asked = Json::parse(sent);
  BOOST_TEST(asked["processor"] == "pre");
  BOOST_TEST(asked["operation"] == "addUser");
  BOOST_TEST(asked["request_id"] == "R-7");
  BOOST_TEST(asked["requestor"]["login"] == "boss");
  const Json& user = asked["user"];
  BOOST_TEST(user["firstName"] == "Ada");
  BOOST_TEST(user["principals"][0]["login"] == "ada");
  BOOST_TEST(user["roles"][0]["roleId"] == "END_USER");
  BOOST_TEST(user["groups"][0]["grpId"] == "END_USER_GRP");
  BOOST_TEST(user["emails"][0]["emailAddress"] == "ada@example.org");
  BOOST_TEST(user["attributes"][0]["value"] == "4711");
  BOOST_TEST(!asked.contains("stored"));
}

BOOST_FIXTURE_TEST_CASE(a_modification_is_shown_beside_what_is_stored_and_may_be_completed,
                        Workshop) {
  UserRequest request;
  request.user.id = add(ada()).user.user.id;
  request.user.title = text("Countess");
  before(answering(R"({"status":"ok","user":{"firstName":null,"startDate":"2026-03-31"},)"
                   R"("attributes":{"costCenter":null,"floor":"7"}})"));
  modify(request);
  const Json asked = this->asked("before");
  BOOST_TEST(asked["user"]["title"] == "Countess");
  BOOST_TEST(!asked["user"].contains("firstName"));
  BOOST_TEST(asked["stored"]["firstName"] == "Ada");
  const UserGraph user = stored(repository, request.user.id);
  BOOST_TEST(user.user.first_name.null());
  BOOST_TEST(*user.user.title == "Countess");
  BOOST_TEST(!user.user.start_date.null());
  BOOST_TEST(value_of(user, "costCenter").empty());
  BOOST_TEST(value_of(user, "floor") == "7");
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_cannot_be_used_refuses, Workshop) {
  for (const char* answer :
       {R"({"status":"ok","user":{"titel":"Dr"}})", R"({"status":"ok","user":{"userId":"1"}})",
        R"({"status":"ok","user":{"title":7}})", R"({"status":"ok","user":{"prefix":"Prof."}})",
        R"({"status":"ok","user":{"status":"GONE"}})", R"({"status":"ok","user":{"status":null}})",
        R"({"status":"ok","user":{"startDate":"soon"}})", R"({"status":"ok","user":["title"]})",
        R"({"status":"ok","user":{"title":"a\u0001b"}})",
        R"({"status":"ok","attributes":{"x":{"y":1}}})"}) {
    before("cat <<'END'\n" + std::string(answer) + "\nEND");
    BOOST_TEST_CONTEXT(answer)
    BOOST_CHECK_EXCEPTION(add(ada()), Error,
                          refused_with("the pre-processor's answer cannot be used: its \""));
  }
  before(answering(R"({"status":"ok","user":{"titel":"Dr"}})"));
  BOOST_CHECK_EXCEPTION(add(ada()), Error, refused_with("did you mean \"title\"?"));
}

BOOST_FIXTURE_TEST_CASE(a_program_that_breaks_refuses, Workshop) {
  repository.config.processors.time_limit = std::chrono::milliseconds(300);
  for (const char* line : {"exit 2", "echo nonsense", "echo '{}'", "sleep 20"}) {
    before(line);
    BOOST_TEST_CONTEXT(line)
    BOOST_CHECK_EXCEPTION(add(ada()), Error, refused_with("the pre-processor /"));
  }
  repository.config.processors.before = "/nowhere/program";
  BOOST_CHECK_EXCEPTION(add(ada()), Error, refused_with("/nowhere/program cannot be started"));
}

// "The post-processor": the user exists, and the answer says what it had against it.
BOOST_FIXTURE_TEST_CASE(a_post_processor_is_told_what_is_stored_and_changes_nothing, Workshop) {
  after(answering(R"({"status":"failed","message":"the help desk is closed"})"));
  const UserAnswer answer = add(ada());
  BOOST_TEST(answer.refused_afterwards == "the help desk is closed");
  BOOST_TEST(*stored(repository, answer.user.user.id).user.first_name == "Ada");
  BOOST_TEST(asked("after")["processor"] == "post");
  BOOST_TEST(asked("after")["stored"]["userId"] == answer.user.user.id);
  BOOST_TEST(asked("after")["stored"]["principals"][0]["login"] == "ada");
  after(fine);
  UserRequest request;
  request.user.id = answer.user.user.id;
  request.user.title = text("Countess");
  BOOST_TEST(modify(request).refused_afterwards.empty());
  BOOST_TEST(asked("after")["stored"]["title"] == "Countess");
}

BOOST_FIXTURE_TEST_CASE(a_request_may_skip_either, Workshop) {
  before("exit 1");
  after("exit 1");
  UserRequest request = ada();
  request.skip_preprocessor = true;
  request.skip_postprocessor = true;
  const UserAnswer answer = add(request);
  BOOST_TEST(answer.refused_afterwards.empty());
  UserRequest change;
  change.user.id = answer.user.user.id;
  BOOST_CHECK_EXCEPTION(modify(change), Error, refused_with("exit code 1"));
  change.skip_preprocessor = true;
  BOOST_TEST(modify(change).refused_afterwards.find("exit code 1") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(the_end_of_a_user_can_be_refused_and_is_told, Workshop) {
  const std::string id = add(ada()).user.user.id;
  before(answering(R"({"status":"failed","message":"legal hold"})"));
  after(fine);
  BOOST_CHECK_EXCEPTION(end("ada", "TERMINATE"), Error, refused_with("legal hold"));
  BOOST_TEST(asked("before")["status"] == "TERMINATE");
  BOOST_TEST(asked("before")["stored"]["userId"] == id);
  UserRequest request;
  request.user.id = id;
  BOOST_CHECK_EXCEPTION(
      provisioning::delete_by_user_id(repository.services, request, text("LEAVE")), Error,
      refused_with("legal hold"));
  BOOST_TEST(*stored(repository, id).user.status == "ACTIVE");

  before(answering(R"({"status":"ok","user":{"title":"Dr"}})"));
  BOOST_CHECK_EXCEPTION(end("ada", "TERMINATE"), Error, refused_with("cannot be used"));
  before(fine);
  BOOST_TEST(end("ada", "TERMINATE").refused_afterwards.empty());
  BOOST_TEST(asked("after")["stored"]["status"] == "TERMINATE");
}

BOOST_FIXTURE_TEST_CASE(who_is_not_there_is_not_asked_about, Workshop) {
  before("exit 1");
  UserRequest request;
  request.user.id = "nobody";
  BOOST_CHECK_EXCEPTION(modify(request), Error, fails_with(ErrorCode::UserNotFound));
  BOOST_CHECK_EXCEPTION(end("nobody", "LEAVE"), Error, fails_with(ErrorCode::PrincipalNotFound));
  BOOST_CHECK_EXCEPTION(end("sysadmin", "ACTIVE"), Error, fails_with(ErrorCode::UserStatusForbids));
  BOOST_TEST(scripts.text("asked-before").empty());
}

// "Retrying a request returns the first answer instead of a second user".
BOOST_FIXTURE_TEST_CASE(a_repeated_request_asks_nobody_again, Workshop) {
  before(answering(R"({"status":"ok","user":{"title":"Dr"}})"));
  UserRequest request = ada();
  request.request_id = "R-1";
  request.fingerprint = "the request as read";
  const std::string id = add(request).user.user.id;
  before("exit 1");
  BOOST_TEST(add(request).user.user.id == id);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
