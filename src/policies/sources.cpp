// Transforms that bring a value from somewhere.
#include <sodium.h>

#include <algorithm>
#include <cstdio>

#include "core/error.h"
#include "orm/text.h"
#include "policies/transforms.h"

namespace idm::policies::sources {
namespace {

Value of(const Text& text) { return text.null() ? Value() : Value(*text); }

/// What we know of the accounts of one user on one system.
struct AccountView {
  Instant created;
  std::string name;
  const Principal* principal = nullptr;
  Value status;
};

std::vector<AccountView> accounts_on(const UserGraph& user, const std::string& system) {
  std::vector<AccountView> all;
  for (const Principal& principal : user.principals) {
    if (principal.login.id.managed_system_id != system) continue;
    const Login& login = principal.login;
    all.push_back({login.create_date.null() ? Instant() : *login.create_date, login.id.login,
                   &principal, of(login.status)});
  }
  for (const AccountState& state : user.accounts) {
    if (state.id.managed_system_id != system) continue;
    const Text& name = state.target_name.null() ? state.principal : state.target_name;
    if (name.null()) continue;
    const auto same = std::find_if(all.begin(), all.end(), [&](const AccountView& view) {
      return view.name == *name || is(state.principal, view.name);
    });
    if (same == all.end())
      all.push_back({state.changed, *name, nullptr, state.state});
    else
      same->name = *name;
  }
  return all;
}

Value attribute_of(const AccountView& account, const std::string& name) {
  if (name == "nativeIdentity" || name == "displayName") return account.name;
  if (name == "status") return account.status;
  if (account.principal)
    for (const LoginAttribute& row : account.principal->attributes)
      if (is(row.name, name)) return of(row.value);
  return std::nullopt;
}

std::string random_uuid() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof bytes);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  for (std::size_t i = 0; i < sizeof bytes; ++i) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", bytes[i]);
    text += two;
    if (i == 3 || i == 5 || i == 7 || i == 9) text += '-';
  }
  return text;
}

}  // namespace

Operation identity_attribute(Settings& settings) {
  return [name = settings.value("name")](const Scope& scope) -> Value {
    return scope.field.identity->value(name(scope).value_or(""));
  };
}

Operation account_attribute(Settings& settings) {
  for (const char* name : {"accountFilter", "accountPropertyFilter"})
    if (settings.raw(name)) refuse(settings.place(name), "filters of accounts are not supported");
  Operation source;
  for (const char* name : {"sourceName", "applicationId", "applicationName"})
    if (settings.has(name)) source = settings.value(name);
  if (!source) refuse(settings.place(), "lacks sourceName, applicationId or applicationName");
  const std::string sort = settings.text("accountSortAttribute", "created");
  if (sort != "created" && sort != "nativeIdentity")
    refuse(settings.place("accountSortAttribute"),
           "accounts are sorted by created or nativeIdentity");
  const bool descending = settings.flag("accountSortDescending", false);
  const bool first_link = settings.flag("accountReturnFirstLink", false);
  return [=, attribute = settings.value("attributeName")](const Scope& scope) -> Value {
    const auto system = scope.field.directory->system(source(scope).value_or(""));
    if (!system) return std::nullopt;
    std::vector<AccountView> accounts = accounts_on(scope.field.identity->graph(), *system);
    std::stable_sort(
        accounts.begin(), accounts.end(), [&](const AccountView& a, const AccountView& b) {
          const AccountView &first = descending ? b : a, &second = descending ? a : b;
          return sort == "created" ? first.created < second.created : first.name < second.name;
        });
    const std::string name = attribute(scope).value_or("");
    for (const AccountView& account : accounts) {
      Value value = attribute_of(account, name);
      if (value || first_link) return value;
    }
    return std::nullopt;
  };
}

Operation static_value(Settings& settings) { return settings.value("value"); }

Operation reference(Settings& settings) {
  const std::string name = settings.text("id");
  const StoredTransforms* stored = settings.place().stored;
  const auto found = stored ? stored->find(name) : StoredTransforms::const_iterator();
  if (!stored || found == stored->end())
    refuse(settings.place("id"), "there is no transform \"" + name + "\"");
  Place inside = settings.place();
  if (!inside.references.insert(name).second)
    refuse(settings.place("id"), "the transform \"" + name + "\" refers to itself");
  inside.path += " (transform \"" + name + "\")";
  return [input = settings.input(),
          body = compile_transform(found->second, inside)](const Scope& scope) {
    Scope inner = scope;
    inner.input = input(scope);
    return body(inner);
  };
}

Operation display_name(Settings&) {
  return [](const Scope& scope) { return scope.field.identity->value("displayName"); };
}

Operation uuid(Settings&) {
  return [](const Scope&) -> Value { return random_uuid(); };
}

}  // namespace idm::policies::sources
