#include "connectors/target_rows.h"

#include <nlohmann/json.hpp>

#include "connectors/registry.h"
#include "core/error.h"
#include "core/seal.h"

namespace idm::connectors {
namespace {

Settings settings_of(const std::string& json) {
  return nlohmann::json::parse(json).get<Settings>();
}

std::string json_of(const Settings& settings) { return nlohmann::json(settings).dump(); }

std::string url_of(const ManagedSystem& row) {
  std::string url = row.host_url.null() ? "" : *row.host_url;
  if (url.empty() || row.port.null()) return url;
  // A colon behind the last slash of "scheme://" or in a bare host is a port of its own.
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == url.npos ? 0 : scheme + 3;
  const std::size_t path = url.find('/', host);
  const std::string authority = url.substr(host, path == url.npos ? url.npos : path - host);
  if (authority.find(':', authority.rfind(']') == authority.npos ? 0 : authority.rfind(']')) !=
      authority.npos)
    return url;
  return url.insert(host + authority.size(), ":" + std::to_string(*row.port));
}

}  // namespace

Settings options_of(const ManagedSystem& row) {
  return row.options.null() ? Settings() : settings_of(*row.options);
}

void set_options(ManagedSystem& row, const Settings& options) {
  row.options = options.empty() ? Text() : Text(json_of(options));
}

Settings secrets_of(const ManagedSystem& row, const std::string& key) {
  if (row.secrets.null()) return {};
  std::optional<std::string> clear = unseal(key, *row.secrets);
  if (!clear)
    throw Error(ErrorCode::InvalidArgument,
                "the secrets of managed system '" + row.id +
                    "' were sealed under another key file: apply them again");
  Settings secrets = settings_of(*clear);
  wipe(*clear);
  return secrets;
}

void set_secrets(ManagedSystem& row, const std::string& key, const Settings& secrets) {
  if (secrets.empty()) {
    row.secrets.reset();
    return;
  }
  std::string clear = json_of(secrets);
  row.secrets = seal(key, clear);
  wipe(clear);
}

Target target_of(const ManagedSystem& row, const std::string& key) {
  if (row.kind.null())
    throw Error(ErrorCode::NoConnector, "managed system '" + row.id + "' has no connector kind");
  const Kind* kind = find_kind(*row.kind);
  if (!kind)
    throw Error(ErrorCode::InvalidArgument,
                "managed system '" + row.id + "': there is no connector kind '" + *row.kind + "'");
  Target target;
  target.id = row.id;
  target.kind = kind->name;
  target.url = url_of(row);
  if (!row.login.null()) target.login = *row.login;
  target.options = options_of(row);
  target.secrets = secrets_of(row, key);
  try {
    complete(*kind, target);
  } catch (const Error& error) {
    throw Error(error.code(), "managed system '" + row.id + "': " + error.what());
  }
  return target;
}

void check(const ManagedSystem& row, const std::string& key) {
  make_connector(target_of(row, key));
}

}  // namespace idm::connectors
