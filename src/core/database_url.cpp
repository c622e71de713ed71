#include "core/database_url.h"

#include <charconv>

#include "core/error.h"
#include "core/percent.h"

namespace idm {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw Error(ErrorCode::InvalidArgument, why); }

std::string decoded(std::string_view text) {
  std::optional<std::string> plain = percent_decoded(text);
  if (!plain) refuse("a % must be followed by two hex digits (a % itself is %25), and not by 00");
  return std::move(*plain);
}

std::size_t number(std::string_view text, const char* what, std::size_t most) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > most)
    refuse(std::string(what) + " must be a number from 1 to " + std::to_string(most));
  return value;
}

/// What stands before the separator; `rest` keeps what follows. All of it when there is none.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view taken = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return taken;
}

void set_parameters(DatabaseConfig& database, std::string_view query) {
  const bool mysql = database.kind == DatabaseConfig::Kind::MySql;
  while (!query.empty()) {
    std::string_view value = take_until(query, '&');
    const std::string name = decoded(take_until(value, '='));
    if (name == "connections") {
      database.connections = number(value, "connections", 1000);
    } else if (name == "socket" && mysql) {
      database.socket = decoded(value);
    } else if (name == "tls_ca" && mysql) {
      database.tls_ca = decoded(value);
    } else {
      refuse("unknown parameter \"" + name + "\"; known are " +
             (mysql ? "socket, tls_ca, connections" : "connections"));
    }
  }
}

void set_host(DatabaseConfig& database, std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) refuse("the address lacks its closing bracket");
    database.host = std::string(host.substr(1, end - 1));
    host.remove_prefix(end + 1);
    if (!host.empty() && host.front() != ':')
      refuse("expected :PORT after the address in brackets");
    if (!host.empty()) host.remove_prefix(1);
  } else {
    database.host = decoded(take_until(host, ':'));
  }
  if (!host.empty()) database.port = static_cast<std::uint16_t>(number(host, "the port", 65535));
}

void set_mysql(DatabaseConfig& database, std::string_view rest) {
  static const std::string form = "expected mysql://user:password@host:port/name";
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) refuse(form);
  std::string_view authority = rest.substr(0, slash);
  database.name = decoded(rest.substr(slash + 1));
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) refuse(form);
  std::string_view credentials = authority.substr(0, at);
  database.user = decoded(take_until(credentials, ':'));
  database.password = decoded(credentials);
  set_host(database, authority.substr(at + 1));
  if (database.user.empty()) refuse("the user is missing; " + form);
  if (database.name.empty() || database.name.find('/') != std::string::npos)
    refuse("the name of the database is missing or has a slash (in a password, / is %2F); " + form);
}

}  // namespace

void set_database_url(DatabaseConfig& database, std::string_view url) {
  DatabaseConfig fresh;
  fresh.timeout = database.timeout;
  const std::size_t question = url.find('?');
  const std::string_view query = question == url.npos ? "" : url.substr(question + 1);
  url = url.substr(0, question);
  if (url.starts_with("sqlite:")) {
    fresh.path = decoded(url.substr(7));
    if (fresh.path.empty()) refuse("the path is missing; expected sqlite:PATH");
    if (fresh.path == ":memory:") refuse("the repository must be a file; expected sqlite:PATH");
  } else if (url.starts_with("mysql://")) {
    fresh.kind = DatabaseConfig::Kind::MySql;
    set_mysql(fresh, url.substr(8));
  } else {
    // Only the scheme is repeated: the rest may hold a password.
    const std::string scheme(url.substr(0, url.find(':')));
    refuse((url.find(':') == url.npos ? std::string() : "'" + scheme + "' is not served; ") +
           "expected sqlite:PATH or mysql://user:password@host:port/name");
  }
  set_parameters(fresh, query);
  if (fresh.kind == DatabaseConfig::Kind::MySql && fresh.host.empty() == fresh.socket.empty())
    refuse("a mysql URL names either a host or a socket: mysql://user:password@/name?socket=PATH");
  database = fresh;
}

std::string database_url(const DatabaseConfig& database, Passwords passwords) {
  std::string url, separator = "?";
  const auto parameter = [&](const std::string& name, const std::string& value) {
    url += separator + name + "=" + percent_encoded(value, "/");
    separator = "&";
  };
  if (database.kind == DatabaseConfig::Kind::Sqlite) {
    if (database.path.empty()) return "";
    url = "sqlite:" + percent_encoded(database.path, "/");
  } else {
    const std::string password =
        passwords == Passwords::Blanked ? "***" : percent_encoded(database.password);
    const bool six = database.host.find(':') != std::string::npos;
    url = "mysql://" + percent_encoded(database.user) + ":" + password + "@";
    if (database.socket.empty())
      url += (six ? "[" + database.host + "]" : percent_encoded(database.host)) + ":" +
             std::to_string(database.port);
    url += "/" + percent_encoded(database.name);
    if (!database.socket.empty()) parameter("socket", database.socket);
    if (!database.tls_ca.empty()) parameter("tls_ca", database.tls_ca);
  }
  if (database.connections != DatabaseConfig().connections)
    parameter("connections", std::to_string(database.connections));
  return url;
}

}  // namespace idm
