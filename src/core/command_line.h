#pragma once

#include <string>
#include <variant>

#include "core/config.h"

namespace idm {

/// What the user asked the program to do.
struct CommandLine {
  enum class Command {
    Serve,
    Migrate,
    CheckConfig,
    Version,
    Apply,
    ListTasks,
    RetryTasks,
    SkipTasks,
    Status,
    TestSystem,
    Reconcile,
    PreviewPolicy,
    CreateToken,
    ListTokens,
    RevokeToken,
    AddDevice
  };
  Command command = Command::Serve;
  ConfigInput input;                    ///< file, PROVISIOND_ variables, arguments
  std::string apply_file;               ///< apply: the file
  bool dry_run = false;                 ///< apply, tasks, reconcile: show only
  std::string task_user;                ///< tasks: of that user; "" = all
  std::string task_system;              ///< tasks retry, skip: for that managed system; "" = all
  std::string task_id;                  ///< tasks retry, skip: this one; "" = all
  std::string task_state;               ///< tasks list: in that state; "" = all
  int task_limit = 100;                 ///< tasks list: no more than these
  std::string user;                     ///< status: principal or id
  std::string system;                   ///< test, reconcile: managed system; "" = all (--last)
  bool correct = false;                 ///< reconcile: make what is missing, write what drifted
  bool remove_orphans = false;          ///< reconcile
  int most_removed_percent = 10;        ///< reconcile: the brake
  bool last = false;                    ///< reconcile: show what the latest ones came to
  std::string policy_system;            ///< policy preview: of that managed system
  std::string policy_usage = "CREATE";  ///< policy preview: for that kind of change
  std::string policy_user;              ///< policy preview: for the user of that principal
  std::string policy_fields;            ///< policy preview: a file to be tried; "" = what is stored
  std::string token_roles;              ///< token create: names, parted by commas
  std::string token_tenant;             ///< token create: a security domain; "" = all
  std::string token_subject = "operator";    ///< token create: who it is for
  std::string token_expires = "90d";         ///< token create: when it ends
  std::string token_id;                      ///< token revoke
  std::string device_code;                   ///< device activate: the activation code
  std::string device_tenant;                 ///< device activate: security domain; "" = the default
  std::string device_id;                     ///< device activate: "" = make one
  std::string device_name, device_platform;  ///< device activate: "" = none
};

/// There is nothing to run: help was asked for (0), or the arguments make no sense (2).
struct EarlyExit {
  int code = 0;
  std::string text;
};

/// Checks spelling only; the values are load_config's to judge.
std::variant<CommandLine, EarlyExit> parse_command_line(int argc, const char* const* argv);

}  // namespace idm
