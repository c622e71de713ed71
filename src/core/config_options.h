#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/config.h"

namespace idm {

/// An option's value as the TOML file has it.
using OptionValue = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;

/// One thing that can be configured. Everything that knows options (file, environment,
/// check-config, the example file's test) walks the one table in config_options.cpp.
struct Option {
  std::string name;  ///< section.key in the file
  std::string help;
  /// Throws Error(InvalidArgument), without the option's name, for a value that will not do.
  std::function<void(Config&, const OptionValue&)> set;
  std::function<OptionValue(const Config&)> get;
  std::function<OptionValue(const Config&)> shown;  ///< as get, secrets blanked
};

const std::vector<Option>& options();

/// Null when there is none of that name.
const Option* find_option(std::string_view name);

std::vector<std::string> option_names();

/// PROVISIOND_ and the name in upper case, dots as underscores.
std::string environment_name(const Option& option);

/// Reads a value as environment and command line give it, in the type that the option has; lists
/// are parted by commas. Throws Error(InvalidArgument).
OptionValue option_value(const Option& option, const std::string& text);

/// A value as TOML writes it.
std::string to_toml(const OptionValue& value);

}  // namespace idm
