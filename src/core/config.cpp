#include "core/config.h"

#include <toml++/toml.h>
#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <set>

#include "core/config_options.h"
#include "core/error.h"
#include "core/install_paths.h"
#include "core/nearest.h"
#include "core/network.h"

namespace idm {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw Error(ErrorCode::InvalidArgument, why); }

/// Sets one option; `source` says where the value stands, for messages and check-config.
void set_option(LoadedConfig& loaded, const Option& option, const OptionValue& value,
                const std::string& source) {
  try {
    option.set(loaded.config, value);
  } catch (const Error& error) {
    refuse(source + ": " + option.name + ": " + error.what());
  }
  loaded.sources[option.name] = source;
}

/// The same for environment and command line, which know text only.
void set_from_text(LoadedConfig& loaded, const Option& option, const std::string& text,
                   const std::string& source) {
  OptionValue value;
  try {
    value = option_value(option, text);
  } catch (const Error& error) {
    refuse(source + ": " + option.name + ": " + error.what());
  }
  set_option(loaded, option, value, source);
}

OptionValue value_of(const toml::node& node, const std::string& where) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return *number;
  if (const auto flag = node.value_exact<bool>()) return *flag;
  const toml::array* array = node.as_array();
  if (!array)
    refuse(where + ": must be a string, a whole number, true, false or a list of strings");
  std::vector<std::string> list;
  for (const toml::node& item : *array) {
    const auto text = item.value_exact<std::string>();
    if (!text) refuse(where + ": must be a list of strings");
    list.push_back(*text);
  }
  return list;
}

std::vector<std::string> sections() {
  std::set<std::string> names;
  for (const Option& option : options()) names.insert(option.name.substr(0, option.name.find('.')));
  return {names.begin(), names.end()};
}

/// The file being read, for "file:line" in front of messages.
struct ConfigFile {
  std::string path;
  std::string at(const toml::source_region& where) const {
    return path + ":" + std::to_string(where.begin.line);
  }
};

void read_section(LoadedConfig& loaded, const ConfigFile& file, const std::string& section,
                  const toml::table& table) {
  for (const auto& [key, node] : table) {
    const std::string name = section + "." + std::string(key.str());
    const std::string where = file.at(key.source());
    const Option* option = find_option(name);
    if (!option)
      refuse(where + ": unknown option \"" + name + "\"" + did_you_mean(name, option_names()));
    set_option(loaded, *option, value_of(node, where + ": " + name), where);
  }
}

void read_file(LoadedConfig& loaded, const std::string& path) {
  const ConfigFile file{path};
  if (access(path.c_str(), R_OK) != 0 || std::filesystem::is_directory(path))
    refuse(path + ": cannot be read as a configuration file");
  try {
    const toml::table table = toml::parse_file(path);
    const auto known = sections();
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      const toml::table* section = node.as_table();
      if (!section)
        refuse(file.at(key.source()) + ": \"" + name + "\" stands outside a [section]" +
               did_you_mean(name, option_names()));
      if (std::find(known.begin(), known.end(), name) == known.end())
        refuse(file.at(key.source()) + ": unknown section [" + name + "]" +
               did_you_mean(name, known));
      read_section(loaded, file, name, *section);
    }
  } catch (const toml::parse_error& error) {
    refuse(file.at(error.source()) + ": " + std::string(error.description()));
  }
}

void read_environment(LoadedConfig& loaded,
                      const std::vector<std::pair<std::string, std::string>>& environment) {
  std::map<std::string, const Option*> known{
      {"PROVISIOND_CONFIG", nullptr}
  };
  for (const Option& option : options()) known[environment_name(option)] = &option;
  for (const auto& [name, text] : environment) {
    const auto found = known.find(name);
    if (found == known.end()) {
      std::vector<std::string> names;
      for (const auto& entry : known) names.push_back(entry.first);
      refuse("the environment variable " + name + " names no option" + did_you_mean(name, names));
    }
    // PROVISIOND_CONFIG names the file itself; the command line has read it.
    if (found->second) set_from_text(loaded, *found->second, text, name);
  }
}

constexpr std::size_t read_workers_on_mysql = 8;

/// What the options leave open follows from others.
void complete(LoadedConfig& loaded) {
  Config& config = loaded.config;
  if (config.database.kind == DatabaseConfig::Kind::Sqlite && config.database.path.empty())
    config.database.path = (std::filesystem::path(config.data_dir) / "provisiond.db").string();
  if (config.sql_dir.empty()) config.sql_dir = shipped_dir("sql");
  if (config.wsdl_dir.empty()) config.wsdl_dir = shipped_dir("wsdl");
  // A reader waits for the server most of its time; on SQLite it computes.
  if (config.database.kind == DatabaseConfig::Kind::MySql &&
      loaded.sources["http.read_workers"] == "default")
    config.http.read_workers = read_workers_on_mysql;
  if (!config.http.plain && !config.http.tls) {
    config.http.plain = Listen{"127.0.0.1", 8080};
    config.http.tls = Listen{"127.0.0.1", 8443};
  }
  if (config.http.certificate_file.empty() != config.http.key_file.empty())
    refuse("http.certificate_file and http.key_file go together: only one of them is set");
  if (!config.mail.server.empty() && config.mail.from.empty())
    refuse("mail.server needs mail.from, the address that mail comes from");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> provisiond_environment() {
  std::vector<std::pair<std::string, std::string>> found;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view variable(*entry);
    const std::size_t equals = variable.find('=');
    if (variable.starts_with("PROVISIOND_") && equals != std::string_view::npos)
      found.emplace_back(variable.substr(0, equals), variable.substr(equals + 1));
  }
  return found;
}

LoadedConfig load_config(const ConfigInput& input) {
  LoadedConfig loaded;
  for (const Option& option : options()) loaded.sources[option.name] = "default";
  if (!input.file.empty()) read_file(loaded, input.file);
  read_environment(loaded, input.environment);
  for (const Argument& argument : input.arguments) {
    const Option* option = find_option(argument.option);
    if (!option) throw Error(ErrorCode::Internal, argument.flag + " sets no option");
    set_from_text(loaded, *option, argument.value, argument.flag);
  }
  complete(loaded);
  return loaded;
}

std::string describe(const LoadedConfig& loaded) {
  std::string text, section;
  for (const Option& option : options()) {
    const std::size_t dot = option.name.find('.');
    if (option.name.substr(0, dot) != section) {
      text += section.empty() ? "" : "\n";
      section = option.name.substr(0, dot);
      text += "[" + section + "]\n";
    }
    text += option.name.substr(dot + 1) + " = " + to_toml(option.shown(loaded.config)) + "  # " +
            loaded.sources.at(option.name) + "\n";
  }
  return text;
}

void check_exposure(const Config& config) {
  const auto& http = config.http;
  if (http.plain && !is_loopback(http.plain->address) && http.trusted_proxies.empty())
    refuse(
        "http.listen " + to_string(*http.plain) +
        " would carry passwords in clear text over the network: listen on 127.0.0.1, use "
        "http.listen_tls (--listen-tls) for other addresses, or name the proxies that end TLS in "
        "http.trusted_proxies");
  if (http.tls && !is_loopback(http.tls->address) && config.soap.anonymous_networks.empty())
    refuse("http.listen_tls " + to_string(*http.tls) +
           " is open to callers who need not say who they are: name the networks that may call in "
           "soap.anonymous_networks, e.g. [\"10.1.0.0/16\"], or listen on 127.0.0.1");
}

}  // namespace idm
