#include "core/config_options.h"

#include <algorithm>
#include <charconv>

#include "core/ascii.h"
#include "core/database_url.h"
#include "core/error.h"
#include "core/nearest.h"
#include "core/network.h"
#include "core/time_zone.h"

namespace idm {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw Error(ErrorCode::InvalidArgument, why); }

template <class T>
const T& as(const OptionValue& value, const char* expected) {
  if (const T* held = std::get_if<T>(&value)) return *held;
  refuse(std::string("must be ") + expected);
}
const std::string& text_of(const OptionValue& value) { return as<std::string>(value, "a string"); }

// Each maker below takes the place of the value in Config as a function that works on const and
// not.

template <class Place>
Option whole(const char* name, std::int64_t least, std::int64_t most, const char* help,
             Place place) {
  const auto get = [=](const Config& config) -> OptionValue {
    const auto& value = place(config);
    if constexpr (requires { value.count(); })
      return static_cast<std::int64_t>(value.count());
    else
      return static_cast<std::int64_t>(value);
  };
  const auto set = [=](Config& config, const OptionValue& value) {
    const auto number = as<std::int64_t>(value, "a whole number");
    if (number < least || number > most)
      refuse("must be from " + std::to_string(least) + " to " + std::to_string(most) + ", not " +
             std::to_string(number));
    auto& target = place(config);
    target = static_cast<std::remove_reference_t<decltype(target)>>(number);
  };
  return {name, help, set, get, get};
}

template <class Place>
Option text(const char* name, const char* help, Place place,
            const std::function<void(const std::string&)>& check = nullptr) {
  const auto get = [=](const Config& config) -> OptionValue { return place(config); };
  const auto set = [=](Config& config, const OptionValue& value) {
    if (check) check(text_of(value));
    place(config) = text_of(value);
  };
  return {name, help, set, get, get};
}

template <class Place>
Option flag(const char* name, const char* help, Place place) {
  const auto get = [=](const Config& config) -> OptionValue { return place(config); };
  const auto set = [=](Config& config, const OptionValue& value) {
    place(config) = as<bool>(value, "true or false");
  };
  return {name, help, set, get, get};
}

template <class Place>
Option listener(const char* name, const char* help, Place place) {
  const auto get = [=](const Config& config) -> OptionValue {
    const auto& listen = place(config);
    return listen ? to_string(*listen) : std::string();
  };
  const auto set = [=](Config& config, const OptionValue& value) {
    place(config).reset();
    if (!text_of(value).empty()) place(config) = parse_listen(text_of(value));
  };
  return {name, help, set, get, get};
}

std::function<void(const std::string&)> one_of(const std::vector<std::string>& allowed) {
  return [allowed](const std::string& value) {
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
    std::string list;
    for (const std::string& word : allowed) list += (list.empty() ? "" : ", ") + word;
    refuse("must be one of " + list + ", not \"" + value + "\"" + did_you_mean(value, allowed));
  };
}

void program_path(const std::string& value) {
  if (!value.empty() && value.front() != '/') refuse("must be an absolute path");
}

void not_empty(const std::string& value) {
  if (value.empty()) refuse("must not be empty");
}

Option database_option() {
  const auto print = [](Passwords passwords) {
    return [=](const Config& config) -> OptionValue {
      return database_url(config.database, passwords);
    };
  };
  const auto set = [](Config& config, const OptionValue& value) {
    if (!text_of(value).empty()) return set_database_url(config.database, text_of(value));
    const auto timeout = config.database.timeout;
    config.database = DatabaseConfig();
    config.database.timeout = timeout;
  };
  return {
      "database.url",
      "sqlite:PATH, mysql://user:password@host:port/name or "
      "mysql://user:password@/name?socket=PATH; "
      "parameters connections=N, tls_ca=FILE; empty: sqlite: and provisiond.db in server.data_dir",
      set, print(Passwords::Shown), print(Passwords::Blanked)};
}

Option unknown_elements_option() {
  const auto get = [](const Config& config) -> OptionValue {
    return std::string(config.soap.reject_unknown_elements ? "reject" : "ignore");
  };
  const auto set = [](Config& config, const OptionValue& value) {
    one_of({"reject", "ignore"})(text_of(value));
    config.soap.reject_unknown_elements = text_of(value) == "reject";
  };
  return {"soap.unknown_elements",
          "what an element gets that the contract does not know: reject (a client fault) or ignore",
          set, get, get};
}

template <class Place>
Option list(const char* name, const char* help, Place place,
            const std::function<void(const std::string&)>& check) {
  const auto get = [=](const Config& config) -> OptionValue { return place(config); };
  const auto set = [=](Config& config, const OptionValue& value) {
    const auto& items = as<std::vector<std::string>>(value, "a list of strings");
    for (const std::string& item : items) check(item);
    place(config) = items;
  };
  return {name, help, set, get, get};
}

void network(const std::string& cidr) { Network{cidr}; }

void origin(const std::string& value) {
  if (value != "*" && !value.starts_with("http://") && !value.starts_with("https://"))
    refuse("an origin is \"*\" or begins with http:// or https://, not \"" + value + "\"");
}

Option mail_password_option() {
  const auto get = [](const Config& config) -> OptionValue { return config.mail.password; };
  const auto shown = [](const Config& config) -> OptionValue {
    return std::string(config.mail.password.empty() ? "" : "***");
  };
  const auto set = [](Config& config, const OptionValue& value) {
    config.mail.password = text_of(value);
  };
  return {"mail.password", "of the login", set, get, shown};
}

void mail_server(const std::string& value) {
  if (!value.empty() && !value.starts_with("smtp://") && !value.starts_with("smtps://"))
    refuse("must begin with smtp:// or smtps://");
}

void mail_address(const std::string& value) {
  const bool fits = std::count(value.begin(), value.end(), '@') == 1 && value.front() != '@' &&
                    value.back() != '@' &&
                    std::all_of(value.begin(), value.end(), [](unsigned char c) {
                      return c > ' ' && c < 0x7f && c != '<' && c != '>' && c != ',';
                    });
  if (!value.empty() && !fits) refuse("must be an address such as idm@example.org");
}

void public_url(const std::string& value) {
  if (value.empty()) return;
  const bool secure = value.starts_with("https://");
  if (!secure && !value.starts_with("http://")) refuse("must begin with http:// or https://");
  const std::string rest = value.substr(secure ? 8 : 7);
  if (rest.empty() || rest.front() == '/' || rest.find_first_of(" \t\"<>?#") != std::string::npos)
    refuse("must be an address such as https://idm.example.org, without blanks, query or fragment");
}

// The place of a member of Config.
#define AT(member) \
  [](auto& config) -> auto& { return config.member; }

// libxml2 counts in int, and takes twice as much as it needs.
constexpr std::int64_t most_bytes = 1 << 28;

std::vector<Option> make_options() {
  return {
      text("server.data_dir",
           "folder of what the server keeps (repository, development certificate)", AT(data_dir),
           not_empty),
      text("server.sql_dir", "the migrations; empty: those that came with the program",
           AT(sql_dir)),
      text("server.wsdl_dir", "the published WSDLs; empty: those that came with the program",
           AT(wsdl_dir)),
      text("server.time_zone", "of dates without zone, of dates in replies, and of \"today\"",
           AT(time_zone), [](const std::string& name) { TimeZone{name}; }),
      flag("server.sample_data", "load the shipped people at start when they are not there",
           AT(sample_data)),

      database_option(),
      whole("database.timeout_ms", 100, 600000,
            "of connecting, reading, writing and waiting for locks", AT(database.timeout)),

      listener("http.listen", "ADDRESS:PORT of plain HTTP, loopback only; empty: none",
               AT(http.plain)),
      listener(
          "http.listen_tls",
          "ADDRESS:PORT of HTTPS; empty: none. With both empty: 127.0.0.1:8080 and 127.0.0.1:8443",
          AT(http.tls)),
      text("http.certificate_file",
           "PEM, the chain included; empty: a development certificate in server.data_dir",
           AT(http.certificate_file)),
      text("http.key_file", "PEM, the certificate's key", AT(http.key_file)),
      text("http.public_url",
           "how callers reach us (https://idm.example.com), for WSDLs; empty: as they did",
           AT(http.public_url), public_url),
      list("http.trusted_proxies",
           "networks of proxies that end TLS for us: they may speak plain HTTP, and their "
           "X-Forwarded-Proto and -Host are believed (of a list what comes first)",
           AT(http.trusted_proxies), network),
      whole("http.io_threads", 1, 64, "threads that move bytes", AT(http.io_threads)),
      whole("http.read_workers", 1, 256,
            "threads for requests that only read; not given: 3, on MySQL 8", AT(http.read_workers)),
      whole("http.write_workers", 1, 1024, "threads for requests that write",
            AT(http.write_workers)),
      whole("http.queue_limit", 1, 1000000,
            "requests that may wait for each kind of worker; then 503", AT(http.queue_limit)),
      whole("http.max_connections", 1, 1000000, "then new connections are closed at once",
            AT(http.max_connections)),
      whole("http.max_body_bytes", 1024, most_bytes,
            "of one request, also of what gzip inflates to; then 413", AT(http.max_body_bytes)),
      whole("http.max_header_bytes", 1024, 1 << 20, "of one request's head; then 431",
            AT(http.max_header_bytes)),
      whole("http.max_target_bytes", 256, 1 << 20, "of path and query; then 414",
            AT(http.max_target_bytes)),
      whole("http.header_timeout_s", 1, 3600, "for a whole head once its first byte came; then 408",
            AT(http.header_timeout)),
      whole("http.body_timeout_s", 1, 3600, "for a whole body; then 408", AT(http.body_timeout)),
      whole("http.idle_timeout_s", 1, 86400, "between requests; then the connection closes",
            AT(http.idle_timeout)),
      whole("http.write_timeout_s", 1, 3600, "for a whole answer", AT(http.write_timeout)),
      whole("http.tls_timeout_s", 1, 3600, "for the TLS handshake", AT(http.tls_timeout)),

      unknown_elements_option(),
      list("soap.anonymous_networks",
           "networks that may call SOAP without a name on listeners off loopback, e.g. "
           "[\"10.1.0.0/16\"]",
           AT(soap.anonymous_networks), network),
      whole("soap.max_depth", 8, 1000, "of elements in elements", AT(soap.xml.depth)),
      whole("soap.max_elements", 16, 10000000, "in one request", AT(soap.xml.elements)),
      whole("soap.max_attributes", 8, 1000, "on one element", AT(soap.xml.attributes)),
      whole("soap.max_names", 256, 10000000,
            "different names of elements, attributes, prefixes and namespaces in one request",
            AT(soap.xml.names)),
      whole("soap.max_namespaces", 16, 10000,
            "declared on one element and on those that it lies in", AT(soap.xml.namespaces)),
      whole("soap.max_name_bytes", 64, 65536, "of one name", AT(soap.xml.name_bytes)),
      whole("soap.max_text_bytes", 1024, most_bytes, "of one element's text",
            AT(soap.xml.text_bytes)),

      whole("rest.max_body_bytes", 1024, most_bytes, "of a REST request; then 413",
            AT(rest.max_body_bytes)),
      whole("rest.rate_limit", 0, 1000000,
            "requests a token in ten seconds; then 429; 0: no limit (SailPoint's own is 100)",
            AT(rest.rate_limit)),
      list("rest.cors_origins", "origins whose pages may call from browsers; empty: none",
           AT(rest.cors_origins), origin),
      text(
          "rest.jwks",
          "file or address of the JWKS of an issuer whose JWTs (RS256, ES256) are taken as tokens; "
          "empty: none",
          AT(rest.jwks)),
      text("rest.jwt_issuer", "what such a token's iss must be; empty: anything",
           AT(rest.jwt_issuer)),
      text("rest.jwt_audience", "what such a token's aud must name; empty: anything",
           AT(rest.jwt_audience)),
      text("rest.jwt_roles_claim", "the claim that lists the roles", AT(rest.jwt_roles_claim),
           not_empty),
      text("rest.jwt_tenant_claim", "the claim that names the tenant; without it: all tenants",
           AT(rest.jwt_tenant_claim), not_empty),
      whole("rest.jwt_clock_skew_s", 0, 600, "by which clocks may differ", AT(rest.jwt_clock_skew)),
      flag("scim.lenient_members", "keep members of groups that are neither users nor groups",
           AT(scim.lenient_members)),
      text("scim.patch_response", "what answers a PATCH: 200 with the resource, or 204",
           AT(scim.patch_response), one_of({"200", "204"})),
      text("f5.mode",
           "answers of the F5 dialect: published (200, errors as JSON texts) or rfc (as SCIM's)",
           AT(f5_mode), one_of({"published", "rfc"})),

      text("identity.default_domain", "security domain of principals and roles that name none",
           AT(default_domain), not_empty),
      text("identity.default_managed_system", "managed system of principals that name none",
           AT(default_managed_system), not_empty),
      whole("identity.search_limit", 1, 1000000,
            "users in the answer to a search without maxResultSize", AT(search_limit)),
      whole("identity.search_max", 1, 1000000,
            "users in any answer, whatever it asks for: each takes some 8 KiB while it is made",
            AT(search_max)),

      whole("password.memory_kib", 8, 1 << 22, "Argon2id: memory of one hash",
            AT(password.memory_kib)),
      whole("password.passes", 1, 100, "Argon2id: passes over it", AT(password.passes)),
      whole("password.hash_threads", 1, 256, "hashes computed at once", AT(password.hash_threads)),

      whole("provisioning.wait_ms", 0, 60000,
            "a caller waits so long for the first attempts on target systems",
            AT(provisioning.wait)),
      whole("provisioning.workers", 1, 1024, "calls to target systems at once",
            AT(provisioning.workers)),
      whole("provisioning.lease_s", 15, 3600,
            "then another process may take over the tasks of one that died",
            AT(provisioning.lease)),
      whole("provisioning.first_pause_s", 1, 3600,
            "before a failed change is tried again; twice as long each time",
            AT(provisioning.first_pause)),
      whole("provisioning.longest_pause_s", 1, 86400, "at most so long",
            AT(provisioning.longest_pause)),
      whole("provisioning.keep_days", 1, 3650, "days that finished tasks are kept as receipts",
            AT(provisioning.keep_days)),
      text("provisioning.preprocessor",
           "program that may change or refuse what is asked of a user; empty: none",
           AT(processors.before), program_path),
      text("provisioning.postprocessor",
           "program that is told what was done to a user; empty: none", AT(processors.after),
           program_path),
      whole("provisioning.processor_timeout_ms", 100, 600000,
            "time for each of the two; then it is killed and counts as having refused",
            AT(processors.time_limit)),

      text("provision_status.ssms",
           "managed system whose account is ssmsStatus of the creation status call; empty: false",
           AT(provision_status.ssms)),
      text("provision_status.mpower", "the same for mPowerStatus", AT(provision_status.mpower)),

      text("mail.server",
           "smtp://HOST:PORT, or smtps://HOST:PORT for TLS from the first byte; empty: no mail is "
           "sent",
           AT(mail.server), mail_server),
      text("mail.from", "address that mail comes from", AT(mail.from), mail_address),
      text("mail.login", "at the server; empty: without", AT(mail.login)),
      mail_password_option(),
      flag("mail.start_tls", "smtp: send nothing without TLS", AT(mail.start_tls)),
      text("mail.tls_ca", "PEM file of authorities to believe; empty: those of the machine",
           AT(mail.tls_ca)),
      text("mail.template_dir", "the texts; empty: those that came with the program",
           AT(mail.template_dir)),

      text("log.level", "debug, info, warn or error", AT(log.level),
           one_of({"debug", "info", "warn", "error"})),
      text("log.format", "text or json, one line an event", AT(log.format),
           one_of({"text", "json"})),
  };
}
#undef AT

std::string quoted(const std::string& text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string toml = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      toml += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7f) {
      toml += std::string("\\u00") + digits[byte >> 4] + digits[byte & 15];
    } else {
      toml += c;
    }
  }
  return toml + "\"";
}

}  // namespace

const std::vector<Option>& options() {
  static const std::vector<Option> table = make_options();
  return table;
}

const Option* find_option(std::string_view name) {
  const auto found = std::find_if(options().begin(), options().end(),
                                  [&](const Option& option) { return option.name == name; });
  return found == options().end() ? nullptr : &*found;
}

std::vector<std::string> option_names() {
  std::vector<std::string> names;
  for (const Option& option : options()) names.push_back(option.name);
  return names;
}

std::string environment_name(const Option& option) {
  std::string name = "PROVISIOND_" + option.name;
  for (char& c : name) c = c == '.' ? '_' : ascii::upper(c);
  return name;
}

OptionValue option_value(const Option& option, const std::string& text) {
  const OptionValue kind = option.get(Config());
  if (std::holds_alternative<std::string>(kind)) return text;
  if (std::holds_alternative<bool>(kind)) {
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    refuse("must be true or false, not \"" + text + "\"");
  }
  if (std::holds_alternative<std::int64_t>(kind)) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
      refuse("must be a whole number, not \"" + text + "\"");
    return number;
  }
  std::vector<std::string> list;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    const std::size_t first = text.find_first_not_of(' ', from);
    if (first < comma)
      list.push_back(text.substr(first, text.find_last_not_of(' ', comma - 1) - first + 1));
    from = comma + 1;
  }
  return list;
}

std::string to_toml(const OptionValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return quoted(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  std::string list;
  for (const std::string& item : std::get<std::vector<std::string>>(value))
    list += (list.empty() ? "" : ", ") + quoted(item);
  return "[" + list + "]";
}

}  // namespace idm
