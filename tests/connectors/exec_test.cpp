#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>
#include <thread>

#include "connectors/exec_house.h"
#include "connectors/failures.h"
#include "core/error.h"

using namespace idm;
using namespace idm::connectors;
using namespace idm::test;

namespace {

using Json = nlohmann::json;
using Cause = Failure::Kind;
using Texts = std::vector<std::string>;

const Account ada{
    "ada", {{"lastName", {"Lovelace"}}, {"groups", {"poets", "staff"}}},
     {                          }
};

/// Answers with what it was asked, as the words of a refusal.
const char* const echo =
    "printf '{\"status\":\"failed\",\"kind\":\"refused\",\"message\":\"%s\"}' "
    "\"$(tr -d '\\n' | sed 's/\"/|/g')\"";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(exec_connector, ExecHouse)

BOOST_AUTO_TEST_CASE(the_documented_program_keeps_accounts) {
  const auto exec = connector();
  exec->test(within(5000));
  BOOST_CHECK(!exec->find("ada", within(5000)));
  BOOST_CHECK(exec->put(ada, false, within(5000)) == Put::Missing);
  BOOST_CHECK(exec->put(ada, true, within(5000)) == Put::Created);
  BOOST_CHECK(exec->put({"ada", {{"lastName", {"King"}}}, {}}, true, within(5000)) == Put::Changed);
  const auto found = exec->find("ada", within(5000));
  BOOST_REQUIRE(found);
  BOOST_TEST(values_of(*found, "lastName") == Texts{"King"});
  BOOST_TEST(values_of(*found, "groups") == (Texts{"poets", "staff"}));
  BOOST_CHECK(found->active == true);
  exec->suspend("ada", within(5000));
  BOOST_CHECK(exec->find("ada", within(5000))->active == false);
  exec->resume("ada", within(5000));
  exec->set_password("ada", "Passing51", within(5000));
  exec->rename("ada", "ada.king", within(5000));
  exec->rename("ada", "ada.king", within(5000));
  BOOST_CHECK_EXCEPTION(exec->rename("x", "y", within(5000)), Failure, failure(Cause::Refused));
  BOOST_CHECK_EXCEPTION(
      exec->suspend("x", within(5000)), Failure,
      failure(Cause::Refused, "managed system EXEC1, suspend 'x': cannot suspend x"));
  exec->remove("ada.king", within(5000));
  exec->remove("ada.king", within(5000));
  BOOST_CHECK(!exec->find("ada.king", within(5000)));
}

BOOST_AUTO_TEST_CASE(accounts_are_listed_page_by_page_and_written_by_several_at_once) {
  std::vector<std::thread> writers;
  for (int i = 0; i < 5; ++i)
    writers.emplace_back([this, i] {
      connector()->put({"user" + std::to_string(i), {}, {}}, true, within(20000));
    });
  for (std::thread& writer : writers) writer.join();
  const auto exec = connector();
  std::size_t accounts = 0, pages = 0;
  Page page;
  do {
    page = exec->list(page.next, 2, within(5000));
    accounts += page.accounts.size();
    ++pages;
  } while (!page.next.empty());
  BOOST_TEST(accounts == 5u);
  BOOST_TEST(pages == 3u);
}

BOOST_AUTO_TEST_CASE(a_program_is_told_who_asks_and_where) {
  const auto exec = make(target(write("echo.sh", std::string("#!/bin/sh\n") + echo)));
  BOOST_CHECK_EXCEPTION(exec->rename("a", "b", within(5000)), Failure, [](const Failure& failure) {
    const std::string words = failure.what();
    for (const char* part :
         {"|verb|:|rename|", "|account|:{|name|:|a|}", "|to|:|b|", "|request_id|:|R-4711|"})
      if (words.find(part) == words.npos && words.size() < 300) return false;
    return words.find("open-sesame") == words.npos;
  });
}

BOOST_AUTO_TEST_CASE(secrets_are_blanked_in_what_a_program_says) {
  const auto exec = script(
      "echo '{\"status\":\"failed\",\"kind\":\"refused\",\"message\":"
      "\"open-sesame and Passing51 are wrong\"}'");
  BOOST_CHECK_EXCEPTION(exec->set_password("ada", "Passing51", within(5000)), Failure,
                        failure(Cause::Refused, ": *** and *** are wrong"));
}

BOOST_AUTO_TEST_CASE(each_kind_of_failure_can_be_told) {
  const std::map<std::string, Cause> kinds = {
      {"unreachable", Cause::Unreachable},
      {"busy",        Cause::Busy       },
      {"unknown",     Cause::Unknown    },
      {"refused",     Cause::Refused    }
  };
  for (const auto& [word, kind] : kinds) {
    const auto exec = script("echo '{\"status\":\"failed\",\"kind\":\"" + word +
                             "\",\"message\":\"because\",\"retry_after\":9}'");
    BOOST_CHECK_EXCEPTION(exec->remove("ada", within(5000)), Failure,
                          failure(kind, "managed system EXEC1, remove 'ada': because"));
    try {
      exec->remove("ada", within(5000));
    } catch (const Failure& failure) {
      BOOST_CHECK(failure.retry_after() == std::chrono::seconds(9));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_program_that_breaks_leaves_a_change_unknown_and_a_question_unanswered) {
  for (const char* broken :
       {"exit 3", "kill -9 $$", "echo garbage", "echo '{\"status\":\"maybe\"}'", "true",
        "echo '{\"status\":\"failed\",\"kind\":\"sulking\"}'", "echo '{\"status\":\"ok\"}'; exit 1",
        "echo '{\"status\":\"failed\",\"kind\":\"busy\",\"retry_after\":\"soon\"}'",
        "head -c 5000000 /dev/zero"}) {
    BOOST_TEST_CONTEXT(broken) {
      const auto exec = script(broken);
      BOOST_CHECK_EXCEPTION(exec->remove("ada", within(5000)), Failure, failure(Cause::Unknown));
      BOOST_CHECK_EXCEPTION(exec->find("ada", within(5000)), Failure, failure(Cause::Unreachable));
    }
  }
  BOOST_CHECK_EXCEPTION(
      script("echo '{\"status\":\"ok\",\"done\":\"perhaps\"}'")->put(ada, true, within(5000)),
      Failure, failure(Cause::Unknown, "perhaps"));
  BOOST_CHECK_EXCEPTION(
      script("echo '{\"status\":\"ok\",\"account\":{\"name\":7}}'")->find("ada", within(5000)),
      Failure, failure(Cause::Unreachable, "as agreed"));
}

BOOST_AUTO_TEST_CASE(a_program_that_takes_too_long_is_killed_with_all_it_started) {
  const auto exec = script("sleep 60 & echo $! > " + path("child") + "; wait");
  const auto start = Clock::now();
  BOOST_CHECK_EXCEPTION(exec->remove("ada", within(400)), Failure,
                        failure(Cause::Unknown, "took too long"));
  BOOST_CHECK(Clock::now() - start < std::chrono::seconds(2));
  pid_t child = 0;
  std::ifstream(path("child")) >> child;
  BOOST_REQUIRE(child > 0);
  const auto is_running = [&] {
    std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
    std::string pid, name, state;
    return (stat >> pid >> name >> state) && state != "Z";
  };
  for (int i = 0; i < 100 && is_running(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  BOOST_TEST(!is_running());
  BOOST_CHECK_EXCEPTION(exec->find("ada", within(200)), Failure, failure(Cause::Unreachable));
}

BOOST_AUTO_TEST_CASE(what_a_program_leaves_running_is_not_waited_for) {
  const auto exec = script("sleep 5 & echo '{\"status\":\"ok\"}'");
  const auto start = Clock::now();
  exec->remove("ada", within(4000));
  BOOST_CHECK(Clock::now() - start < std::chrono::seconds(2));
}

BOOST_AUTO_TEST_CASE(a_program_has_nothing_of_ours_but_its_streams) {
  ::setenv("PROVISIOND_DATABASE_URL", "mysql://root:secret@host/", 1);
  const TemporaryFolder folder;
  std::ofstream open_file(folder.path() + "/open");
  const auto exec = script("env > " + path("environment") + "; ls -l /proc/self/fd > " +
                           path("open") + "; pwd > " + path("where") + "; printf '%s' \"$*\" > " +
                           path("arguments") + "; echo '{\"status\":\"ok\"}'");
  exec->test(within(5000));
  ::unsetenv("PROVISIOND_DATABASE_URL");
  BOOST_TEST(text("environment").find("PROVISIOND") == std::string::npos);
  BOOST_TEST(text("environment").find("PATH=") != std::string::npos);
  BOOST_TEST(text("open").find(folder.path()) == std::string::npos);
  BOOST_TEST(text("where") == "/\n");
  BOOST_TEST(text("arguments").empty());
}

BOOST_AUTO_TEST_CASE(arguments_are_handed_over_without_a_shell) {
  const std::string program =
      write("arguments.sh",
            "#!/bin/sh\nprintf '%s|' \"$@\" > " + path("seen") + "\necho '{\"status\":\"ok\"}'\n");
  make(target(program,
              {
                  {"arguments", "--site  $HOME `id` *"}
  }))
      ->test(within(5000));
  BOOST_TEST(text("seen") == "--site|$HOME|`id`|*|");
}

BOOST_AUTO_TEST_CASE(a_program_that_does_not_read_or_says_much_beside_is_no_trouble) {
  Account large{"ada", {{"notes", {std::string(300000, 'x')}}}, {}};
  const auto exec = script(
      "head -c 300000 /dev/zero | tr '\\0' 'e' >&2; yes error | head -5000 >&2;"
      "echo '{\"status\":\"ok\",\"done\":\"changed\"}'");
  BOOST_CHECK(exec->put(large, true, within(5000)) == Put::Changed);
}

BOOST_AUTO_TEST_CASE(a_program_that_cannot_be_started_is_refused_by_its_path) {
  BOOST_CHECK_EXCEPTION(make(target("/nowhere/program"))->remove("ada", within(5000)), Failure,
                        failure(Cause::Refused, "/nowhere/program cannot be started: No such"));
  std::ofstream(path("plain.txt")) << "no program";
  BOOST_CHECK_EXCEPTION(make(target(path("plain.txt")))->remove("ada", within(5000)), Failure,
                        failure(Cause::Refused, "Permission denied"));
  BOOST_CHECK_THROW(make(target("program")), Error);
  BOOST_CHECK_THROW(make(target("")), Error);
}

BOOST_AUTO_TEST_CASE(a_program_that_tells_no_attributes_says_so) {
  BOOST_TEST(connector()->can_read());
  BOOST_TEST(!make(target("/bin/true",
                          {
                              {"reads", "false"}
  }))
                  ->can_read());
}

BOOST_AUTO_TEST_SUITE_END()
