#include <sys/stat.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>

#include "core/command_line.h"
#include "core/config.h"
#include "core/error.h"
#include "core/key_file.h"
#include "core/log.h"
#include "http/tls_context.h"
#include "identity/apply_reference.h"
#include "operate.h"
#include "policies/reference_kinds.h"
#include "serve.h"

namespace {

using namespace idm;

int check_config(const LoadedConfig& loaded) {
  std::cout << describe(loaded);
  check_exposure(loaded.config);
  // The development certificate is made at the first start; one of the operator's must be there.
  const HttpConfig& http = loaded.config.http;
  if (!http.certificate_file.empty()) http::make_tls_context(http.certificate_file, http.key_file);
  return 0;
}

int migrate(const Config& config) {
  std::filesystem::create_directories(config.data_dir);
  const auto applied = Store(config.database).migrate(config.sql_dir);
  for (const std::string& name : applied) std::cout << name << "\n";
  if (applied.empty()) std::cout << "up to date\n";
  return 0;
}

int apply(const Config& config, const CommandLine& command_line) {
  Store store(config.database);
  std::filesystem::create_directories(config.data_dir);
  const ApplyOptions options{config.default_domain, command_line.dry_run,
                             secret_key(config.data_dir + "/provisiond.key"),
                             policies::applied_kinds()};
  for (const std::string& line : apply_reference(store, command_line.apply_file, options))
    std::cout << line << "\n";
  return 0;
}

/// The options of `input` that say where the store is, as they were typed; passwords are left out.
std::string same_store(const ConfigInput& input) {
  std::string options;
  if (!input.file.empty()) options += " --config " + input.file;
  for (const Argument& argument : input.arguments) {
    if (argument.option == "server.data_dir") options += " --data " + argument.value;
    if (argument.option == "database.url")
      options += " --database " + (argument.value.find('@') == std::string::npos
                                       ? argument.value
                                       : std::string("URL (as given here)"));
  }
  return options;
}

int run(const CommandLine& command_line) {
  using Command = CommandLine::Command;
  if (command_line.command == Command::Version) {
    std::cout << "provisiond " IDM_VERSION "\n";
    return 0;
  }
  const LoadedConfig loaded = load_config(command_line.input);
  log::configure(loaded.config.log);
  switch (command_line.command) {
    case Command::CheckConfig:
      return check_config(loaded);
    case Command::Migrate:
      return migrate(loaded.config);
    case Command::Apply:
      return apply(loaded.config, command_line);
    case Command::Serve:
      return serve(loaded.config, same_store(command_line.input));
    default:
      return operate(loaded.config, command_line);
  }
}

}  // namespace

int main(int argc, char** argv) {
  // The data folder holds hashes, personal data and keys: its files are their owner's alone.
  umask(077);
  try {
    const auto parsed = parse_command_line(argc, argv);
    if (const auto* early = std::get_if<EarlyExit>(&parsed)) {
      (early->code == 0 ? std::cout : std::cerr) << early->text;
      return early->code;
    }
    return run(std::get<CommandLine>(parsed));
  } catch (const std::exception& error) {
    std::cerr << "provisiond: " << error.what() << "\n";
    return 1;
  }
}
