#include "core/command_line.h"

#include <CLI/CLI.hpp>
#include <sstream>
#include <vector>

#include "core/nearest.h"

namespace idm {
namespace {

using Command = CommandLine::Command;

constexpr const char* purpose =
    "provisiond, an identity provisioning server.\n"
    "Options come from the defaults, then the file named by --config or PROVISIOND_CONFIG,\n"
    "then PROVISIOND_ variables (PROVISIOND_HTTP_LISTEN for http.listen), then the command line.";

constexpr const char* closing =
    "Exit codes: 0 done, 1 failed, 2 not understood. Every option: conf/provisiond.toml; what is "
    "in force: "
    "provisiond check-config.";

struct Subcommand {
  const char* name;
  const char* help;
  Command command;
};

constexpr Subcommand subcommands[] = {
    {"serve",        "Migrate the database and answer requests until SIGTERM or SIGINT",                  Command::Serve        },
    {"migrate",      "Bring the database's schema up to date, print what was applied, and leave",
     Command::Migrate                                                                                                           },
    {"check-config", "Print every option in force as TOML, with its source and without secrets",
     Command::CheckConfig                                                                                                       },
    {"version",      "Print the version",                                                                 Command::Version      },
    {"apply",        "Create and change domains, roles, groups, managed systems, resources and policies",
     Command::Apply                                                                                                             },
    {"tasks",        "See what target systems have yet to hear of; try it again, give it up",
     Command::ListTasks                                                                                                         },
    {"device",       "Make a device one of a user's, by an activation code",                              Command::AddDevice    },
    {"policy",       "See what a provisioning policy makes of a user",                                    Command::PreviewPolicy},
    {"status",       "See where a user's accounts on target systems stand, and the receipts",
     Command::Status                                                                                                            },
    {"test",         "Connect to a managed system and prove its credentials",                             Command::TestSystem   },
    {"token",        "Make, list and end the tokens that REST callers show",                              Command::ListTokens   },
    {"reconcile",    "Compare the accounts of a managed system with what should be there",
     Command::Reconcile                                                                                                         },
};

struct Flag {
  const char* flag;
  const char* option;
  const char* placeholder;
  const char* help;
};

constexpr Flag flags[] = {
    {"--data",       "server.data_dir", "DIR",          "Folder of what the server keeps (default: data)"},
    {"--listen",     "http.listen",     "ADDRESS:PORT", "Plain HTTP, on a loopback address"              },
    {"--listen-tls", "http.listen_tls", "ADDRESS:PORT",
     "HTTPS (default with no --listen either: 127.0.0.1:8443, and 127.0.0.1:8080 plain)"                 },
    {"--database",   "database.url",    "URL",
     "sqlite:PATH, mysql://user:password@host:port/name or mysql://user:password@/name?socket=PATH "
     "(default: sqlite:DATA/provisiond.db). Others can read command lines: give passwords in the "
     "file or "
     "PROVISIOND_DATABASE_URL"                                                                           },
};

/// The parser, and the places it fills.
struct Parser {
  CLI::App app{purpose, "provisiond"};
  CommandLine result;
  bool sample_data = false;

  Parser() {
    app.footer(closing);
    app.fallthrough();
    app.require_subcommand(1);
    app.set_help_flag("-h,--help", "Print this help and leave");
    app.add_option("--config", result.input.file, "Configuration file (TOML)")
        ->option_text("FILE")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->envname("PROVISIOND_CONFIG");
    for (const Flag& flag : flags) {
      app.add_option_function<std::string>(
             flag.flag,
             [this, flag](const std::string& value) {
               result.input.arguments.push_back({flag.flag, flag.option, value});
             },
             flag.help)
          ->option_text(flag.placeholder)
          // Scripts such as ./dev serve give defaults first and the user's options after them.
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
    app.add_flag_callback(
        "--sample-data",
        [this] {
          result.input.arguments.push_back({"--sample-data", "server.sample_data", "true"});
        },
        "Load the shipped people when they are not there");
    for (const Subcommand& subcommand : subcommands) {
      CLI::App* sub = app.add_subcommand(subcommand.name, subcommand.help);
      sub->footer(
          "The options of `provisiond --help` hold here, too, before or after the command.");
      sub->parse_complete_callback(
          [this, command = subcommand.command] { result.command = command; });
      if (subcommand.command == Command::Apply) add_apply_options(*sub);
      if (subcommand.command == Command::ListTasks) add_task_options(*sub);
      if (subcommand.command == Command::Status) add_status_options(*sub);
      if (subcommand.command == Command::TestSystem) add_system_option(*sub);
      if (subcommand.command == Command::Reconcile) add_reconcile_options(*sub);
      if (subcommand.command == Command::PreviewPolicy) add_policy_options(*sub);
      if (subcommand.command == Command::ListTokens) add_token_options(*sub);
      if (subcommand.command == Command::AddDevice) add_device_options(*sub);
    }
  }

  void add_apply_options(CLI::App& apply) {
    apply
        .add_option("file", result.apply_file,
                    "What there should be (TOML); see conf/reference-example.toml")
        ->option_text("FILE")
        ->required();
    apply.add_flag("--dry-run", result.dry_run,
                   "Check everything, show what would change, store nothing");
  }

  void add_task_options(CLI::App& tasks) {
    tasks.require_subcommand(1);
    CLI::App* list = tasks.add_subcommand("list", "Print them, the oldest first");
    list->add_option("--user", result.task_user, "Only those of this user: principal or user id")
        ->option_text("NAME");
    list->add_option("--state", result.task_state,
                     "Only those in this state: pending, parked, sent, confirmed or skipped")
        ->option_text("STATE")
        ->check(
            CLI::IsMember({"pending", "parked", "sent", "confirmed", "skipped"}, CLI::ignore_case));
    list->add_option("--limit", result.task_limit, "No more than so many (default: 100)")
        ->option_text("N")
        ->check(CLI::Range(1, 100000));
    add_task_choice(*tasks.add_subcommand("retry", "Have parked and waiting ones tried again now"),
                    Command::RetryTasks);
    add_task_choice(*tasks.add_subcommand("skip", "Give parked and waiting ones up for good"),
                    Command::SkipTasks);
  }

  void add_task_choice(CLI::App& choice, Command command) {
    choice.add_option("task", result.task_id, "This task")->option_text("TASKID");
    choice.add_option("--user", result.task_user, "Those of this user: principal or user id")
        ->option_text("NAME");
    choice.add_option("--system", result.task_system, "Those for this managed system")
        ->option_text("ID");
    add_dry_run(choice);
    // Runs after the one of `tasks` above.
    choice.final_callback([this, command] { result.command = command; });
  }

  void add_dry_run(CLI::App& command) {
    command.add_flag("--dry-run", result.dry_run, "Show what would be done, and do nothing");
  }

  void add_status_options(CLI::App& status) {
    status.add_option("--user", result.user, "Principal or user id")
        ->option_text("NAME")
        ->required();
  }

  void add_system_option(CLI::App& command) {
    command.add_option("--system", result.system, "The managed system")
        ->option_text("ID")
        ->required();
  }

  void add_reconcile_options(CLI::App& reconcile) {
    auto* system = reconcile.add_option("--system", result.system, "The managed system");
    system->option_text("ID");
    auto* last = reconcile.add_flag("--last", result.last,
                                    "Only show what the latest ones, of all systems or of that "
                                    "one, came to");
    reconcile.callback([system, last] {
      if (system->count() + last->count() == 0) throw CLI::RequiredError("--system");
    });
    last->excludes(
        reconcile.add_flag("--correct", result.correct,
                           "Make the accounts that are missing, write what drifted (as tasks)"));
    last->excludes(reconcile.add_flag("--remove-orphans", result.remove_orphans,
                                      "Remove accounts there that belong to nobody here"));
    add_dry_run(reconcile);
    reconcile
        .add_option("--max-removed", result.most_removed_percent,
                    "Remove nothing when more than so many percent would go (default: 10)")
        ->option_text("PERCENT")
        ->check(CLI::Range(0, 100));
  }

  void add_token_options(CLI::App& token) {
    token.require_subcommand(1);
    CLI::App* create =
        token.add_subcommand("create", "Make one and print it, this once; only its hash is stored");
    create
        ->add_option("--roles", result.token_roles,
                     "What it may do, parted by commas: ORG_ADMIN, SOURCE_ADMIN, SOURCE_SUBADMIN, "
                     "API, SCIM, USER_ADMIN")
        ->option_text("ROLES")
        ->required();
    create->add_option("--tenant", result.token_tenant, "Security domain (default: all)")
        ->option_text("DOMAIN");
    create->add_option("--subject", result.token_subject, "Who it is for (default: operator)")
        ->option_text("NAME");
    create
        ->add_option("--expires", result.token_expires,
                     "90d, 12h, 30m, 2027-01-31 or never (default: 90d)")
        ->option_text("WHEN");
    create->final_callback([this] { result.command = Command::CreateToken; });
    token.add_subcommand("list", "Print those made here, without their secrets");
    CLI::App* revoke = token.add_subcommand("revoke", "End one, and those exchanged for it");
    revoke->add_option("token", result.token_id, "Its id, as list prints it")
        ->option_text("TOKENID")
        ->required();
    revoke->final_callback([this] { result.command = Command::RevokeToken; });
  }

  void add_device_options(CLI::App& device) {
    device.require_subcommand(1);
    CLI::App* activate = device.add_subcommand(
        "activate",
        "Spend a code that POST activationcodes made; a secret that goes with it is read from "
        "standard input");
    activate->add_option("--user", result.user, "Name of the user in the tenant")
        ->option_text("NAME")
        ->required();
    activate->add_option("--code", result.device_code, "The activation code")
        ->option_text("CODE")
        ->required();
    activate->add_option("--tenant", result.device_tenant, "Security domain (default: the usual)")
        ->option_text("DOMAIN");
    activate->add_option("--id", result.device_id, "By which it is known (default: a new one)")
        ->option_text("ID");
    activate->add_option("--name", result.device_name, "What its owner calls it")
        ->option_text("TEXT");
    activate->add_option("--platform", result.device_platform, "e.g. Android")->option_text("TEXT");
  }

  void add_policy_options(CLI::App& policy) {
    policy.require_subcommand(1);
    CLI::App* preview =
        policy.add_subcommand("preview", "Print what would be written, and write nothing");
    preview->add_option("--system", result.policy_system, "The managed system")
        ->option_text("ID")
        ->required();
    preview->add_option("--usage", result.policy_usage, "The kind of change (default: CREATE)")
        ->option_text("USAGE");
    preview->add_option("--user", result.policy_user, "A principal of the user")
        ->option_text("PRINCIPAL")
        ->required();
    preview
        ->add_option("--fields", result.policy_fields,
                     "Try the fields of this file (JSON) instead of the stored ones")
        ->option_text("FILE");
  }
};

/// Words that nobody knows, in place of a subcommand.
std::vector<std::string> unknown_words(const CLI::App& app) {
  return app.get_subcommands().empty() ? app.remaining() : std::vector<std::string>();
}

/// What is wrong, in our words where CLI11's would not name it.
std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> rest = unknown_words(app);
  // Without a known subcommand all that CLI11 says is that one is needed.
  if (rest.empty()) return error.what();
  const std::string& unknown = rest.front();
  if (unknown.starts_with('-')) return "there is no option " + unknown;
  std::vector<std::string> names;
  for (const Subcommand& subcommand : subcommands) names.emplace_back(subcommand.name);
  return "there is no subcommand \"" + unknown + "\"" + did_you_mean(unknown, names);
}

}  // namespace

std::variant<CommandLine, EarlyExit> parse_command_line(int argc, const char* const* argv) {
  Parser parser;
  try {
    parser.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream help;
    // There is no help on what does not exist.
    if (error.get_exit_code() == 0 && unknown_words(parser.app).empty()) {
      parser.app.exit(error, help, help);
      return EarlyExit{0, help.str()};
    }
    return EarlyExit{2,
                     "provisiond: " + complaint(parser.app, error) + "\nTry provisiond --help.\n"};
  }
  parser.result.input.environment = provisiond_environment();
  return parser.result;
}

}  // namespace idm
