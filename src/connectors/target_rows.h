#pragma once

#include <map>
#include <string>

#include "connectors/target.h"
#include "orm/managed_system.h"

/// Managed systems as they are stored, and as connectors see them.
namespace idm::connectors {

/// Names and values of an options or secrets column.
using Settings = std::map<std::string, std::string>;

/// The options of a row; none when there are none.
Settings options_of(const ManagedSystem& row);
void set_options(ManagedSystem& row, const Settings& options);

/// The secrets of a row, opened with the key of secret_key(). Throws Error(InvalidArgument) when
/// they were sealed under another key.
Settings secrets_of(const ManagedSystem& row, const std::string& key);
void set_secrets(ManagedSystem& row, const std::string& key, const Settings& secrets);

/// What the row's connector gets to know. Throws Error(NoConnector) when the row names no kind,
/// and Error(InvalidArgument) naming what is wrong with kind, options or secrets.
Target target_of(const ManagedSystem& row, const std::string& key);

/// Throws as target_of, and when the row's connector cannot make sense of an option. Connects to
/// nothing.
void check(const ManagedSystem& row, const std::string& key);

}  // namespace idm::connectors
