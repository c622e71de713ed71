#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace idm {

/// Where to listen. A port of 0 takes any free one.
struct Listen {
  std::string address;
  std::uint16_t port = 0;
};

/// Where the repository is.
struct DatabaseConfig {
  enum class Kind { Sqlite, MySql };
  Kind kind = Kind::Sqlite;
  std::string path;  ///< SQLite: the file; empty before load_config: provisiond.db in data_dir
  std::string host, user, password, name, socket;
  std::uint16_t port = 3306;
  std::string tls_ca;  ///< MySQL: verify the server by this CA file
  std::size_t connections = 16;
  std::chrono::milliseconds timeout{5000};  ///< connect, read, write, busy and lock waits
};

/// HTTP limits and time-outs; beyond them the caller gets the status named here.
struct HttpConfig {
  std::optional<Listen> plain, tls;  ///< neither given: load_config sets 127.0.0.1:8080 and :8443
  std::string certificate_file, key_file;  ///< empty: a development certificate is made in data_dir
  std::string public_url;                  ///< empty: as the caller reached us
  std::vector<std::string> trusted_proxies;  ///< CIDR; they may speak plain HTTP for their callers
  std::size_t io_threads = 1;
  std::size_t read_workers = 3;
  std::size_t write_workers = 32;
  std::size_t queue_limit = 512;             ///< waiting requests a pool; then 503
  std::size_t max_connections = 4096;        ///< then new ones are closed at once
  std::size_t max_body_bytes = 4u << 20;     ///< 413; also what a gzip body may inflate to
  std::size_t max_header_bytes = 16u << 10;  ///< 431
  std::size_t max_target_bytes = 8u << 10;   ///< 414
  std::chrono::seconds header_timeout{
      10};  ///< for a whole request head once its first byte came; 408
  std::chrono::seconds body_timeout{30};  ///< for a whole body; 408
  std::chrono::seconds idle_timeout{60};  ///< between requests; the connection closes
  std::chrono::seconds write_timeout{30};
  std::chrono::seconds tls_timeout{10};
};

/// What the XML guard allows.
struct XmlLimits {
  std::size_t depth = 64;
  std::size_t elements = 50000;
  std::size_t attributes = 64;   ///< on one element
  std::size_t names = 10000;     ///< different ones: of elements, attributes, prefixes, namespaces
  std::size_t namespaces = 256;  ///< declared on an element and those around it
  std::size_t name_bytes = 256;
  std::size_t text_bytes = 1u << 20;  ///< of one element
};

struct SoapConfig {
  XmlLimits xml;
  bool reject_unknown_elements = true;          ///< soap.unknown_elements = reject|ignore
  std::vector<std::string> anonymous_networks;  ///< CIDR; loopback listeners always may
};

/// The REST side: who may call, and how much.
struct RestConfig {
  std::size_t max_body_bytes = 1u << 20;  ///< 413
  std::size_t rate_limit = 0;             ///< requests a caller in ten seconds; then 429; 0 = any
  std::vector<std::string> cors_origins;  ///< whose pages may call from browsers; "*" = all
  std::string jwks;  ///< file or address of the keys of an issuer of JWTs; empty: there is none
  std::string jwt_issuer, jwt_audience;  ///< what the tokens must say; empty: anything
  std::string jwt_roles_claim = "roles", jwt_tenant_claim = "tenant";
  std::chrono::seconds jwt_clock_skew{60};
};

struct ScimConfig {
  bool lenient_members = false;        ///< keep members of groups that nobody knows
  std::string patch_response = "200";  ///< or 204, without the resource
};

struct LogConfig {
  std::string level = "info";
  std::string format = "text";  ///< text | json
};

struct PasswordConfig {
  std::size_t memory_kib = 19456;
  std::size_t passes = 2;
  std::size_t hash_threads = 2;
};

/// How changes reach target systems.
struct ProvisioningConfig {
  std::chrono::milliseconds wait{3000};  ///< a caller waits so long for the first attempts
  std::size_t workers = 32;              ///< calls to target systems at once
  std::chrono::seconds lease{60};        ///< then other processes may take a dead one's tasks
  std::chrono::seconds first_pause{2};   ///< after a failure; then twice as long each time
  std::chrono::seconds longest_pause{600};
  int keep_days = 30;  ///< finished tasks, as receipts
};

/// The operator's programs around changes of users (docs/processors.md).
struct ProcessorConfig {
  std::string before, after;  ///< absolute paths; empty: none
  std::chrono::milliseconds time_limit{5000};
};

/// Which managed systems the mID-Provider API's creation status looks at; "" = none.
struct ProvisionStatusConfig {
  std::string ssms, mpower;
};

/// The server that takes mail for people, by SMTP.
struct MailConfig {
  std::string server;  ///< smtp://HOST:PORT or smtps://HOST:PORT; empty: no mail is sent
  std::string from;
  std::string login, password;  ///< empty: without
  bool start_tls = true;        ///< smtp: no mail without TLS
  std::string tls_ca;           ///< PEM; empty: the authorities that the machine believes
  std::string template_dir;     ///< empty: the templates that came with the program
};

/// Everything in force. Built by load_config. Which option sets what: config_options.cpp.
struct Config {
  std::string data_dir = "data";
  std::string sql_dir;   ///< the migrations; empty: found beside the program or in the source tree
  std::string wsdl_dir;  ///< the published WSDLs; empty: as sql_dir
  DatabaseConfig database;
  HttpConfig http;
  SoapConfig soap;
  RestConfig rest;
  ScimConfig scim;
  std::string f5_mode = "published";  ///< of the F5 dialect; or "rfc"
  LogConfig log;
  PasswordConfig password;
  ProvisioningConfig provisioning;
  ProcessorConfig processors;
  ProvisionStatusConfig provision_status;
  MailConfig mail;
  std::string time_zone = "UTC";  ///< server.time_zone: of dates without zone, and of "today"
  std::string default_domain = "USR_SEC_DOMAIN";
  std::string default_managed_system = "0";
  int search_limit = 100;  ///< users in a search's answer that asks for no number
  int search_max = 5000;   ///< users in any answer
  bool sample_data = false;
};

/// An option given on the command line.
struct Argument {
  std::string flag;    ///< as the user typed it, e.g. --listen
  std::string option;  ///< the name in the table, e.g. http.listen
  std::string value;
};

/// Where options come from; a later one wins over an earlier: file, environment, arguments.
struct ConfigInput {
  std::string file;                                              ///< TOML; empty: none
  std::vector<std::pair<std::string, std::string>> environment;  ///< the PROVISIOND_ variables
  std::vector<Argument> arguments;
};

struct LoadedConfig {
  Config config;
  std::map<std::string, std::string> sources;  ///< option name to where its value came from
};

/// The variables of this process that begin with PROVISIOND_.
std::vector<std::pair<std::string, std::string>> provisiond_environment();

/// Defaults, then what the input says, then what follows from both (paths, listeners). Throws
/// Error(InvalidArgument) that names file and line, or the variable, for an unknown name, a wrong
/// type or a value out of range; never repeats a secret.
LoadedConfig load_config(const ConfigInput& input);

/// Everything in force as TOML, each line with its source, secrets blanked.
std::string describe(const LoadedConfig& loaded);

/// Until callers authenticate: plain HTTP only on loopback; TLS elsewhere only when
/// soap.anonymous_networks says who may call. Throws Error(InvalidArgument) that says what to do.
void check_exposure(const Config& config);

}  // namespace idm
