#include "connectors/registry.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "core/nearest.h"

namespace idm::connectors {

// Each in the file of its connector, by name.
extern const Kind exec_kind;
extern const Kind ldap_kind;
extern const Kind scim_kind;
extern const Kind sim_kind;
extern const Kind soap_kind;
extern const Kind sql_kind;

const std::vector<const Kind*>& kinds() {
  static const std::vector<const Kind*> all{
      &exec_kind, &ldap_kind, &scim_kind, &sim_kind, &soap_kind, &sql_kind,
  };
  return all;
}

const Kind* find_kind(const std::string& name) {
  for (const Kind* kind : kinds())
    if (kind->name == name) return kind;
  return nullptr;
}

std::unique_ptr<Connector> make_connector(const Target& target) {
  return find_kind(target.kind)->make(target);
}

Call call_now(const Target& target, const std::string& request_id) {
  return {Clock::now() + target.call_timeout, request_id};
}

const std::vector<Option>& common_options() {
  using Type = Option::Type;
  static const std::vector<Option> options{
      {"concurrency",                    Type::Whole, "4",     "calls at once"                                },
      {"connect_timeout_ms",             Type::Whole, "3000",  "longest time to connect, TLS included"        },
      {"read_timeout_ms",                Type::Whole, "5000",  "longest silence while it answers"             },
      {"call_timeout_ms",                Type::Whole, "10000", "longest time for one call"                    },
      {"breaker_failures",               Type::Whole, "5",
       "after so many failures in a row it is left alone for a while"                                         },
      {"breaker_pause_ms",               Type::Whole, "10000", "for how long"                                 },
      {"attempts",                       Type::Whole, "12",    "tries before a change is parked"              },
      {"confirm",                        Type::Flag,  "true",  "read back what was written"                   },
      {"reconcile_every_minutes",        Type::Whole, "0",
       "compare its accounts with what should be there, so often; not given: never"                           },
      {"reconcile_correct",              Type::Flag,  "false", "then make what is missing, write what drifted"},
      {"reconcile_remove_orphans",       Type::Flag,  "false",
       "then remove accounts that belong to nobody"                                                           },
      {"reconcile_most_removed_percent", Type::Whole, "10",
       "but remove nothing when more than so many percent of them would go"                                   },
  };
  return options;
}

namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, "option \"" + name + "\": " + why);
}

constexpr long most = 100'000'000;

void check(const Option& option, const std::string& value) {
  if (option.type == Option::Type::Flag && value != "true" && value != "false")
    refuse(option.name, "\"" + value + "\" is neither true nor false");
  if (option.type == Option::Type::Whole) {
    long number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < 1 || number > most)
      refuse(option.name,
             "\"" + value + "\" is not a whole number from 1 to " + std::to_string(most));
  }
}

void complete(const std::vector<Option>& known, std::map<std::string, std::string>& given) {
  for (const auto& [name, value] : given) {
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const Option& option) { return option.name == name; });
    if (found == known.end()) {
      std::vector<std::string> names;
      for (const Option& option : known) names.emplace_back(option.name);
      refuse(name, "there is no such option" + did_you_mean(name, names));
    }
    check(*found, value);
  }
  for (const Option& option : known) {
    if (given.count(option.name)) continue;
    if (!option.fallback) refuse(option.name, std::string("is missing: ") + option.help);
    given[option.name] = option.fallback;
  }
}

}  // namespace

void complete(const Kind& kind, Target& target) {
  std::vector<Option> options = common_options();
  options.insert(options.end(), kind.options.begin(), kind.options.end());
  complete(options, target.options);
  std::vector<Option> secrets = kind.secrets;
  secrets.push_back({"password", Option::Type::Text, "", "of the login"});
  complete(secrets, target.secrets);
  target.connect_timeout =
      std::chrono::milliseconds(std::stol(target.option("connect_timeout_ms")));
  target.read_timeout = std::chrono::milliseconds(std::stol(target.option("read_timeout_ms")));
  target.call_timeout = std::chrono::milliseconds(std::stol(target.option("call_timeout_ms")));
}

}  // namespace idm::connectors
