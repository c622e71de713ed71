#include "core/command_line.h"

#include <boost/test/unit_test.hpp>

using namespace idm;

namespace {

std::variant<CommandLine, EarlyExit> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "provisiond");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

CommandLine understood(std::vector<const char*> arguments) {
  auto parsed = parse(std::move(arguments));
  BOOST_REQUIRE(std::holds_alternative<CommandLine>(parsed));
  return std::get<CommandLine>(parsed);
}

EarlyExit exited(std::vector<const char*> arguments) {
  auto parsed = parse(std::move(arguments));
  BOOST_REQUIRE(std::holds_alternative<EarlyExit>(parsed));
  return std::get<EarlyExit>(parsed);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line_rules)

// "What you add comes last and so wins": ./dev serve gives its own options first.
BOOST_AUTO_TEST_CASE(of_an_option_given_twice_the_last_one_wins) {
  const CommandLine line =
      understood({"serve", "--listen", "127.0.0.1:1", "--listen", "127.0.0.1:2"});
  BOOST_TEST(load_config(line.input).config.http.plain->port == 2);
}

BOOST_AUTO_TEST_CASE(a_policy_is_previewed_for_a_user) {
  const CommandLine line = understood({"policy", "preview", "--system", "110", "--usage", "UPDATE",
                                       "--user", "ada", "--fields", "f.json"});
  BOOST_TEST((line.command == CommandLine::Command::PreviewPolicy));
  BOOST_TEST(line.policy_system == "110");
  BOOST_TEST(line.policy_usage == "UPDATE");
  BOOST_TEST(line.policy_user == "ada");
  BOOST_TEST(line.policy_fields == "f.json");
  BOOST_TEST(understood({"policy", "preview", "--system", "110", "--user", "ada"}).policy_usage ==
             "CREATE");
  for (const auto& lacking : {
           std::vector<const char*>{"policy"},
           std::vector<const char*>{ "policy", "preview", "--user", "ada"}
  })
    BOOST_TEST(exited(lacking).code == 2);
}

BOOST_AUTO_TEST_CASE(what_changes_something_can_be_rehearsed) {
  BOOST_CHECK(understood({"tasks", "retry", "--system", "@mail", "--dry-run"}).dry_run);
  BOOST_CHECK(understood({"tasks", "skip", "4711", "--dry-run"}).dry_run);
  BOOST_CHECK(understood({"reconcile", "--system", "101", "--correct", "--dry-run"}).dry_run);
  BOOST_CHECK(!understood({"reconcile", "--system", "101", "--correct"}).dry_run);
}

BOOST_AUTO_TEST_CASE(the_latest_reconciliations_need_no_system) {
  const CommandLine line = understood({"reconcile", "--last"});
  BOOST_CHECK(line.last);
  BOOST_TEST(line.system == "");
  BOOST_TEST(exited({"reconcile"}).code == 2);
  BOOST_TEST(exited({"reconcile", "--last", "--correct"}).code == 2);
  BOOST_TEST(exited({"reconcile", "--last", "--remove-orphans"}).code == 2);
}

BOOST_AUTO_TEST_CASE(tasks_are_listed_by_user_and_state) {
  const CommandLine line =
      understood({"tasks", "list", "--user", "3000", "--state", "pending", "--limit", "7"});
  BOOST_CHECK(line.command == CommandLine::Command::ListTasks);
  BOOST_TEST(line.task_user == "3000");
  BOOST_TEST(line.task_state == "pending");
  BOOST_TEST(line.task_limit == 7);
  BOOST_TEST(understood({"tasks", "list", "--data", "d"}).task_limit == 100);
  for (const auto& arguments : {
           std::vector<const char*>{"tasks"},
           { "tasks", "list", "--limit", "0"},
           {    "tasks", "list", "--state", "zz"}
  })
    BOOST_TEST(exited(arguments).code == 2);
}

BOOST_AUTO_TEST_CASE(options_stand_before_or_after_the_command) {
  for (const auto& line : {understood({"--data", "d", "serve", "--listen", "127.0.0.1:0"}),
                           understood({"serve", "--data", "d", "--listen", "127.0.0.1:0"}),
                           understood({"--data=d", "--listen=127.0.0.1:0", "serve"})}) {
    const Config config = load_config(line.input).config;
    BOOST_TEST(config.data_dir == "d");
    BOOST_TEST(config.http.plain->port == 0);
    BOOST_TEST(!config.http.tls.has_value());
  }
}

BOOST_AUTO_TEST_CASE(every_flag_sets_its_option) {
  const auto line =
      understood({"serve", "--sample-data", "--listen-tls", "[::1]:9", "--database", "sqlite:x"});
  const LoadedConfig loaded = load_config(line.input);
  BOOST_TEST(loaded.config.sample_data);
  BOOST_TEST(loaded.config.http.tls->port == 9);
  BOOST_TEST(loaded.config.database.path == "x");
  BOOST_TEST(loaded.sources.at("database.url") == "--database");
}

BOOST_AUTO_TEST_CASE(an_unknown_command_or_option_is_named) {
  const auto complaint = [](std::vector<const char*> arguments) {
    const EarlyExit exit = exited(std::move(arguments));
    BOOST_TEST(exit.code == 2);
    return exit.text.substr(0, exit.text.find('\n'));
  };
  BOOST_TEST(complaint({"bogus"}) == "provisiond: there is no subcommand \"bogus\"");
  BOOST_TEST(complaint({"--data", "d", "server"}) ==
             "provisiond: there is no subcommand \"server\" (did you mean \"serve\"?)");
  // "Exit codes: 0 done, 1 failed, 2 not understood": whether help was asked for or not
  BOOST_TEST(complaint({"bogus", "--help"}) == "provisiond: there is no subcommand \"bogus\"");
  BOOST_TEST(complaint({"--help", "server"}) ==
             "provisiond: there is no subcommand \"server\" (did you mean \"serve\"?)");
  BOOST_TEST(complaint({"--bogus"}) == "provisiond: there is no option --bogus");
  BOOST_TEST(complaint({"--bogus", "-h"}) == "provisiond: there is no option --bogus");
  BOOST_TEST(complaint({"serve", "--bogus"}).find("--bogus") != std::string::npos);
  BOOST_TEST(complaint({}).find("subcommand is required") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(commands_are_told_apart) {
  using Command = CommandLine::Command;
  BOOST_TEST((understood({"migrate"}).command == Command::Migrate));
  BOOST_TEST((understood({"check-config"}).command == Command::CheckConfig));
  BOOST_TEST((understood({"version"}).command == Command::Version));
  const CommandLine apply = understood({"apply", "--dry-run", "x.toml", "--config", "c.toml"});
  BOOST_TEST((apply.command == Command::Apply));
  BOOST_TEST(apply.apply_file == "x.toml");
  BOOST_TEST(apply.dry_run);
  BOOST_TEST(apply.input.file == "c.toml");
}

BOOST_AUTO_TEST_CASE(a_device_is_activated_by_user_and_code) {
  const CommandLine command =
      understood({"device", "activate", "--user", "ada", "--code", "ABCD", "--tenant", "IDM",
                  "--id", "d1", "--name", "Phone", "--platform", "iOS"});
  BOOST_TEST((command.command == CommandLine::Command::AddDevice));
  BOOST_TEST(command.user == "ada");
  BOOST_TEST(command.device_code == "ABCD");
  BOOST_TEST(command.device_tenant == "IDM");
  BOOST_TEST(command.device_id == "d1");
  BOOST_TEST(command.device_name == "Phone");
  BOOST_TEST(command.device_platform == "iOS");
  BOOST_TEST(exited({"device", "activate", "--user", "ada"}).code == 2);
  BOOST_TEST(exited({"device"}).code == 2);
}

BOOST_AUTO_TEST_CASE(the_file_may_come_from_the_environment) {
  setenv("PROVISIOND_CONFIG", "env.toml", 1);
  const auto from_environment = understood({"serve"}).input.file;
  const auto from_flag = understood({"serve", "--config", "flag.toml"}).input.file;
  unsetenv("PROVISIOND_CONFIG");
  BOOST_TEST(from_environment == "env.toml");
  BOOST_TEST(from_flag == "flag.toml");
}

BOOST_AUTO_TEST_CASE(help_is_there_for_the_program_and_each_command) {
  BOOST_TEST(exited({"--help"}).code == 0);
  BOOST_TEST(exited({"--help"}).text.find("--listen-tls") != std::string::npos);
  for (const char* command : {"serve", "migrate", "check-config", "version", "apply"})
    BOOST_TEST(exited({command, "--help"}).code == 0, command);
  BOOST_TEST(exited({"apply", "--help"}).text.find("--dry-run") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_exits_with_2) {
  for (const auto& arguments : std::vector<std::vector<const char*>>{
           {   },
           {        "dance"   },
           { "serve", "--lisen", "x"},
           {       "apply"   },
           { "serve",    "--data"},
           {    "serve",    "migrate"}
  }) {
    const EarlyExit exit = exited(arguments);
    BOOST_TEST(exit.code == 2);
    BOOST_TEST(exit.text.starts_with("provisiond: "));
  }
}

BOOST_AUTO_TEST_SUITE_END()
