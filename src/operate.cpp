#include "operate.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "core/error.h"
#include "core/key_file.h"
#include "core/text_file.h"
#include "core/text_table.h"
#include "identity/password_hash.h"
#include "orm/reference.h"
#include "orm/rehearsal.h"
#include "policies/preview.h"
#include "provisioning/reconciliations.h"
#include "provisioning/target_lookup.h"
#include "provisioning/task_control.h"
#include "provisioning/task_list.h"
#include "provisioning/user_status.h"
#include "services.h"

namespace idm {
namespace {

using Lines = std::vector<std::string>;

int print(const Lines& lines) {
  for (const std::string& line : lines) std::cout << line << "\n";
  return 0;
}

/// What a server has, for one command.
struct House {
  explicit House(const Config& config)
      : store(config.database),
        reference(store),
        hasher(config.password),
        services{config, store, reference, hasher,
                 secret_key(config.data_dir + "/provisiond.key")} {}
  Store store;
  ReferenceCache reference;
  PasswordHasher hasher;
  Services services;
};

const char* word(provisioning::Difference::Kind kind) {
  using Kind = provisioning::Difference::Kind;
  if (kind == Kind::Orphan) return "orphan";
  return kind == Kind::Missing ? "missing" : "drifted";
}

Lines preview_policy(Services& services, const CommandLine& command_line) {
  policies::PreviewRequest request{command_line.policy_system, command_line.policy_usage,
                                   command_line.policy_user, ""};
  if (!command_line.policy_fields.empty()) {
    const auto fields = read_text_file(command_line.policy_fields);
    if (!fields)
      throw Error(ErrorCode::InvalidArgument, "cannot read " + command_line.policy_fields);
    request.fields = *fields;
  }
  return policies::preview(services, request);
}

int test_system(Services& services, const CommandLine& command_line) {
  const std::string why = provisioning::test_connection(services, Text(command_line.system));
  std::cout << (why.empty() ? "managed system '" + command_line.system + "' answers" : why) << "\n";
  return why.empty() ? 0 : 1;
}

int reconcile(Services& services, const CommandLine& command_line) {
  if (command_line.last)
    return print(provisioning::latest_reconciliations(services.store, command_line.system));
  const bool shows_progress = isatty(STDERR_FILENO);
  const provisioning::ReconcileReport report = provisioning::reconcile_and_keep(
      services,
      {command_line.system, command_line.correct, command_line.remove_orphans,
       command_line.most_removed_percent},
      "an operator", [&](std::size_t read) {
        if (shows_progress) std::cerr << "\r" << read << " accounts read" << std::flush;
      });
  if (shows_progress) std::cerr << "\n";
  std::vector<Lines> rows{
      {"DIFFERENCE", "ACCOUNT", "USER", "WHAT"}
  };
  for (const provisioning::Difference& difference : report.differences)
    rows.push_back({word(difference.kind), difference.account,
                    difference.user_id.empty() ? "-" : difference.user_id,
                    difference.what.empty() ? "-" : difference.what});
  if (rows.size() > 1) print(text_table(rows));
  std::cout << report.accounts_there << " accounts there, " << report.accounts_expected
            << " expected, " << report.differences.size() << " differences";
  if (command_line.correct) std::cout << ", " << report.corrected << " tasks recorded";
  if (command_line.remove_orphans) std::cout << ", " << report.removed << " orphans removed";
  std::cout << "\n";
  if (!report.braked.empty()) std::cout << "nothing was removed: " << report.braked << "\n";
  return report.braked.empty() ? 0 : 1;
}

int run(House& house, const CommandLine& command_line, const provisioning::TaskChoice& choice) {
  using Command = CommandLine::Command;
  switch (command_line.command) {
    case Command::ListTasks:
      return print(provisioning::list_tasks(
          house.store, {command_line.task_user, command_line.task_state, command_line.task_limit}));
    case Command::RetryTasks:
      return print(provisioning::retry_tasks(house.store, choice));
    case Command::SkipTasks:
      return print(provisioning::skip_tasks(house.store, choice));
    case Command::Status:
      return print(
          provisioning::user_status(house.services.config, house.store, command_line.user));
    case Command::PreviewPolicy:
      return print(preview_policy(house.services, command_line));
    case Command::TestSystem:
      return test_system(house.services, command_line);
    case Command::Reconcile:
      return reconcile(house.services, command_line);
    default:
      throw Error(ErrorCode::Internal, "no such command");
  }
}

}  // namespace

int operate(const Config& config, const CommandLine& command_line) {
  std::filesystem::create_directories(config.data_dir);
  House house(config);
  std::optional<Rehearsal> rehearsal;
  if (command_line.dry_run) rehearsal.emplace();
  const provisioning::TaskChoice choice{command_line.task_id, command_line.task_user,
                                        command_line.task_system};
  const int code = run(house, command_line, choice);
  if (rehearsal) std::cout << "dry run: nothing was written\n";
  return code;
}

}  // namespace idm
