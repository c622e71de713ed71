#include "operate.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "core/error.h"
#include "core/instant.h"
#include "core/key_file.h"
#include "core/seal.h"
#include "core/text_file.h"
#include "core/text_table.h"
#include "identity/devices.h"
#include "identity/password_hash.h"
#include "identity/realm_users.h"
#include "identity/tokens.h"
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

Lines preview_policy(Services& services, const CommandLine& command_line) {
  policies::PreviewRequest request{command_line.policy_system, command_line.policy_usage,
                                   command_line.policy_user, ""};
  if (!command_line.policy_fields.empty()) {
    const auto fields = read_text_file(command_line.policy_fields);
    if (!fields)
      throw Error(ErrorCode::InvalidArgument, "cannot read " + command_line.policy_fields);
    request.fields = *fields;
  }
  return policies::preview_table(policies::preview(services, request));
}

/// The token alone on standard output, for scripts.
int create_token(Store& store, const CommandLine& command_line) {
  const tokens::Issued issued =
      tokens::create(store, {command_line.token_subject, command_line.token_tenant,
                             parse_caller_roles(command_line.token_roles),
                             tokens::parse_expiry(command_line.token_expires, now()), ""});
  std::cerr << "Token " << issued.id << " (also the client id at /oauth/token, with the token as "
            << "client secret). It is shown this once:\n";
  std::cout << issued.secret << "\n";
  return 0;
}

int revoke_token(Store& store, const std::string& id) {
  tokens::revoke(store, id);
  std::cout << "token " << id << " is revoked; servers learn of it within a second\n";
  return 0;
}

/// An activation as the command line asks for it.
devices::Activation activation_of(Services& services, const CommandLine& command_line) {
  const std::string& domain = command_line.device_tenant.empty() ? services.config.default_domain
                                                                 : command_line.device_tenant;
  const auto found = services.store.read(
      [&](Db& db) { return realm_users::find(db, services.config, domain, command_line.user); });
  if (!found)
    throw Error(ErrorCode::UserNotFound,
                "tenant " + domain + " has no user '" + command_line.user + "'");
  devices::Activation activation{
      found->user.id, command_line.device_code, "", command_line.device_id, {}, {}};
  if (!command_line.device_name.empty()) activation.name = command_line.device_name;
  if (!command_line.device_platform.empty()) activation.platform = command_line.device_platform;
  return activation;
}

/// The device's id alone on standard output, for scripts.
int activate_device(Services& services, const CommandLine& command_line) {
  devices::Activation activation = activation_of(services, command_line);
  if (devices::needs_secret(services, activation.user_id, activation.code)) {
    if (isatty(STDIN_FILENO)) std::cerr << "The secret of the activation code: " << std::flush;
    std::getline(std::cin, activation.secret);
  }
  Requestor requestor;
  requestor.login = std::string("operator");
  const Device device = devices::activate(services, activation, requestor);
  wipe(activation.secret);
  std::cout << device.id << "\n";
  return 0;
}

int test_system(Services& services, const CommandLine& command_line) {
  const std::string why = provisioning::test_connection(services, Text(command_line.system));
  std::cout << (why.empty() ? "managed system '" + command_line.system + "' answers" : why) << "\n";
  return why.empty() ? 0 : 1;
}

int reconcile(Services& services, const CommandLine& command_line) {
  if (command_line.last)
    return print(provisioning::latest_reconciliations(services, command_line.system));
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
    rows.push_back({provisioning::word(difference.kind), difference.account,
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

/// A mistyped folder or address must not become a new, empty store.
void require_store(const Config& config) {
  const bool sqlite = config.database.kind == DatabaseConfig::Kind::Sqlite;
  for (const std::string& path : {config.data_dir, sqlite ? config.database.path : std::string()})
    if (!path.empty() && !std::filesystem::exists(path))
      throw Error(ErrorCode::InvalidArgument,
                  "there is no " + path +
                      "; --data, --database or --config say where the server keeps its users, and "
                      "`provisiond migrate` makes a new store");
}

void require_schema(Store& store) {
  std::string why;
  if (!store.ready(&why))
    throw Error(ErrorCode::StoreUnavailable,
                why + " (`provisiond migrate` makes or updates the tables)");
}

/// Tasks of users who are gone are known by the id alone.
std::string task_user(House& house, const std::string& name) {
  if (name.empty()) return name;
  return provisioning::find_user_id(house.services.config, house.store, name).value_or(name);
}

int run(House& house, const CommandLine& command_line, const provisioning::TaskChoice& choice) {
  using Command = CommandLine::Command;
  switch (command_line.command) {
    case Command::ListTasks:
      return print(provisioning::task_lines(provisioning::find_tasks(
          house.store, {.user_id = choice.user_id,
                        .state = command_line.task_state,
                        .limit = static_cast<std::size_t>(command_line.task_limit)})));
    case Command::RetryTasks:
      return print(provisioning::change_lines(provisioning::retry_tasks(house.store, choice),
                                              "is tried again"));
    case Command::SkipTasks:
      return print(
          provisioning::change_lines(provisioning::skip_tasks(house.store, choice), "is skipped"));
    case Command::Status:
      return print(provisioning::status_lines(
          provisioning::user_status(house.services.config, house.store, command_line.user)));
    case Command::PreviewPolicy:
      return print(preview_policy(house.services, command_line));
    case Command::TestSystem:
      return test_system(house.services, command_line);
    case Command::Reconcile:
      return reconcile(house.services, command_line);
    case Command::CreateToken:
      return create_token(house.store, command_line);
    case Command::ListTokens:
      return print(tokens::list(house.store));
    case Command::RevokeToken:
      return revoke_token(house.store, command_line.token_id);
    case Command::AddDevice:
      return activate_device(house.services, command_line);
    default:
      throw Error(ErrorCode::Internal, "no such command");
  }
}

}  // namespace

int operate(const Config& config, const CommandLine& command_line) {
  require_store(config);
  House house(config);
  require_schema(house.store);
  std::optional<Rehearsal> rehearsal;
  if (command_line.dry_run) rehearsal.emplace();
  const provisioning::TaskChoice choice{
      command_line.task_id, task_user(house, command_line.task_user), command_line.task_system};
  const int code = run(house, command_line, choice);
  if (rehearsal) std::cout << "dry run: nothing was written\n";
  return code;
}

}  // namespace idm
