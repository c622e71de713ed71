// Directories, over LDAP version 3: an entry is an account.
#include <ldap.h>
#include <strings.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <type_traits>

#include "connectors/in_words.h"
#include "connectors/ldap_entry.h"
#include "connectors/ldap_groups.h"
#include "connectors/ldap_name.h"
#include "connectors/ldap_place.h"
#include "connectors/ldap_session.h"
#include "connectors/option_checks.h"
#include "connectors/registry.h"
#include "core/ascii.h"

namespace idm::connectors {
namespace {

using Strings = std::vector<std::string>;

Failure no_account(const std::string& name) {
  return {Failure::Kind::Refused, "there is no account '" + name + "'"};
}

/// How Active Directory takes a password: in quotes, as UTF-16.
std::string as_unicode_password(const std::string& password) {
  const auto text = icu::UnicodeString::fromUTF8("\"" + password + "\"");
  std::string bytes;
  for (int i = 0; i < text.length(); ++i) {
    bytes += static_cast<char>(text[i] & 0xff);
    bytes += static_cast<char>(text[i] >> 8);
  }
  return bytes;
}

class Ldap : public Connector {
 public:
  explicit Ldap(const Target& target)
      : target_(target),
        naming_(target.option("base_dn"), target.option("rdn")),
        session_(target_),
        groups_(target_, session_),
        classes_(words_of(target.option("object_classes"))),
        page_size_(std::stoul(target.option("page_size"))) {
    one_of(target_, "password_mode", {"exop", "attribute", "ad_unicode"});
    one_of(target_, "group_names", {"cn", "dn"});
    one_of(target_, "delete", {"remove", "lock"});
    for (const char* option : {"rdn", "object_classes", "lock_attribute", "locked_value"})
      not_empty(target_, option);
  }

  std::optional<Account> find(const std::string& name, const Call& call) override {
    return run("find '" + name + "'", [&]() -> std::optional<Account> {
      LdapAnswer answer = session_.search(
          {naming_.dn_of(name), LDAP_SCOPE_BASE, "(objectClass=*)", read_attributes()}, call);
      if (answer.code == LDAP_NO_SUCH_OBJECT) return std::nullopt;
      expect(answer, false);
      if (answer.entries.empty()) return std::nullopt;
      Account account = accounts_of(answer.entries, call).front();
      account.name = name;
      return account;
    });
  }

  Put put(const Account& account, bool may_create, const Call& call) override {
    return run("put '" + account.name + "'", [&] {
      const std::string dn = naming_.dn_of(account.name);
      const auto groups = wanted_groups(account, call);
      const Put done = write(dn, account, may_create, call);
      if (groups && done != Put::Missing) groups_.set(dn, *groups, call);
      return done;
    });
  }

  void rename(const std::string& from, const std::string& to, const Call& call) override {
    run("rename '" + from + "' to '" + to + "'", [&] {
      const std::string old_dn = naming_.dn_of(from), new_dn = naming_.dn_of(to);
      move(old_dn, new_dn, call);
      if (groups_.kept() && comparable_dn(old_dn) != comparable_dn(new_dn))
        groups_.rename(old_dn, new_dn, call);
    });
  }

  void suspend(const std::string& name, const Call& call) override {
    run("suspend '" + name + "'", [&] {
      if (!set_lock(name, target_.option("locked_value"), call)) throw no_account(name);
    });
  }

  void resume(const std::string& name, const Call& call) override {
    run("resume '" + name + "'", [&] {
      if (!set_lock(name, target_.option("active_value"), call)) throw no_account(name);
    });
  }

  void set_password(const std::string& name, const std::string& password,
                    const Call& call) override {
    run("set password of '" + name + "'", [&] {
      const std::string dn = naming_.dn_of(name), &mode = target_.option("password_mode");
      if (mode == "exop") {
        // What servers answer for an entry that is not there differs.
        if (!exists(dn, call)) throw no_account(name);
        return expect(session_.set_password(dn, password, call), true);
      }
      const bool plain = mode == "attribute";
      const LdapAnswer answer = replace(dn, plain ? "userPassword" : "unicodePwd",
                                        {plain ? password : as_unicode_password(password)}, call);
      if (answer.code == LDAP_NO_SUCH_OBJECT) throw no_account(name);
      expect(answer, true);
    });
  }

  void remove(const std::string& name, const Call& call) override {
    run("remove '" + name + "'", [&] {
      if (target_.option("delete") == "lock") {
        set_lock(name, target_.option("locked_value"), call);
        return;
      }
      const std::string dn = naming_.dn_of(name);
      const LdapAnswer answer = session_.remove(dn, call);
      if (answer.code != LDAP_NO_SUCH_OBJECT) expect(answer, true);
      // Also for one that is gone: the last time may have ended in between.
      if (groups_.kept()) groups_.set(dn, {}, call);
    });
  }

  void test(const Call& call) override {
    run("test", [&] {
      session_.prove(call);
      if (!exists(naming_.base(), call))
        throw Failure(Failure::Kind::Refused, "there is no base_dn '" + naming_.base() + "'");
    });
  }

  Page list(const std::string& page, std::size_t size, const Call& call) override {
    return run("list", [&] {
      const LdapPlace place = page.empty() ? LdapPlace() : place_of(page);
      LdapAnswer answer;
      const bool goes_on = !page.empty() && place.session == session_.id();
      if (goes_on) answer = list_entries(place.cookie, size, call);
      if (!goes_on || answer.code != LDAP_SUCCESS) answer = past(place.last, size, call);
      Page found{accounts_of(answer.entries, call), ""};
      if (!answer.cookie.empty() && !answer.entries.empty())
        found.next =
            to_text({session_.id(), answer.cookie, comparable_dn(answer.entries.back().dn)});
      return found;
    });
  }

 private:
  /// When a verb fails after it has changed something, nobody may take it for undone.
  template <class Verb>
  std::invoke_result_t<Verb> run(const std::string& words, Verb verb) {
    return in_words(target_, words, [&] {
      session_.take_changed();
      try {
        return verb();
      } catch (const Failure& failure) {
        if (failure.kind() == Failure::Kind::Unreachable && session_.take_changed())
          throw Failure(Failure::Kind::Unknown, failure.what());
        throw;
      }
    });
  }

  Strings read_attributes() const { return {LDAP_ALL_USER_ATTRIBUTES, lock_attribute()}; }

  const std::string& lock_attribute() const { return target_.option("lock_attribute"); }

  bool exists(const std::string& dn, const Call& call) {
    const LdapAnswer answer =
        session_.search({dn, LDAP_SCOPE_BASE, "(objectClass=*)", {LDAP_NO_ATTRS}}, call);
    if (answer.code == LDAP_NO_SUCH_OBJECT) return false;
    expect(answer, false);
    return !answer.entries.empty();
  }

  LdapAnswer replace(const std::string& dn, const std::string& attribute, const Strings& values,
                     const Call& call) {
    return session_.modify(dn,
                           {
                               {LDAP_MOD_REPLACE, attribute, kept_values(values)}
    },
                           call);
  }

  /// False when there is no such account.
  bool set_lock(const std::string& name, const std::string& value, const Call& call) {
    const LdapAnswer answer = replace(naming_.dn_of(name), lock_attribute(), {value}, call);
    if (answer.code == LDAP_NO_SUCH_OBJECT) return false;
    expect(answer, true);
    return true;
  }

  std::optional<Strings> wanted_groups(const Account& account, const Call& call) {
    for (const Attribute& attribute : account.attributes) {
      if (!groups_.is_attribute(attribute.name)) continue;
      if (!groups_.kept())
        throw Failure(Failure::Kind::Refused, attribute.name + ": option group_base_dn is not set");
      return groups_.resolve(kept_values(attribute.values), call);
    }
    return std::nullopt;
  }

  /// The attribute that stands for groups is none of the entry's own.
  std::vector<LdapChange> changes_of(const Account& account) const {
    return changes_to(account, groups_.attribute());
  }

  std::vector<LdapChange> new_entry(const std::string& dn, const Account& account) const {
    std::vector<LdapChange> values = additions(changes_of(account));
    add_values(values, "objectClass", classes_);
    const LdapDnParts parts = split_dn(dn);
    add_values(values, parts.rdn.substr(0, parts.rdn.find('=')), {first_value(dn)});
    return values;
  }

  /// Who may create mostly does: so it adds first, which is one round trip for a new account. What
  /// refuses an add says nothing about a change of an entry that is there, and the server may look
  /// at the attributes first: so after a refusal of any kind it is changed, if it is there.
  Put write(const std::string& dn, const Account& account, bool may_create, const Call& call) {
    if (!may_create) return modify(dn, account, call);
    const LdapAnswer added = session_.add(dn, new_entry(dn, account), call);
    if (added.code == LDAP_SUCCESS) return Put::Created;
    if (failure_kind(added.code, true) == Failure::Kind::Refused &&
        modify(dn, account, call) == Put::Changed)
      return Put::Changed;
    throw Failure(failure_kind(added.code, true), added.text);
  }

  Put modify(const std::string& dn, const Account& account, const Call& call) {
    const std::vector<LdapChange> changes = changes_of(account);
    if (changes.empty()) return exists(dn, call) ? Put::Changed : Put::Missing;
    const LdapAnswer answer = session_.modify(dn, changes, call);
    if (answer.code == LDAP_NO_SUCH_OBJECT) return Put::Missing;
    expect(answer, true);
    return Put::Changed;
  }

  void move(const std::string& from, const std::string& to, const Call& call) {
    if (from == to && exists(to, call)) return;
    const LdapDnParts old_parts = split_dn(from), new_parts = split_dn(to);
    const bool stays = comparable_dn(old_parts.parent) == comparable_dn(new_parts.parent);
    const LdapAnswer answer =
        session_.rename(from, new_parts.rdn, stays ? "" : new_parts.parent, call);
    if (answer.code == LDAP_ALREADY_EXISTS)
      throw Failure(Failure::Kind::Refused, "both exist: " + answer.text);
    if (answer.code == LDAP_NO_SUCH_OBJECT) {
      if (exists(to, call)) return;
      throw Failure(Failure::Kind::Refused, "neither can be found: " + answer.text);
    }
    expect(answer, true);
  }

  std::vector<Account> accounts_of(const std::vector<LdapEntry>& entries, const Call& call) {
    std::map<std::string, Strings> memberships;
    if (groups_.kept()) {
      Strings dns;
      for (const LdapEntry& entry : entries) dns.push_back(entry.dn);
      memberships = groups_.of(dns, call);
    }
    std::vector<Account> accounts;
    for (const LdapEntry& entry : entries) {
      if (comparable_dn(entry.dn) == comparable_dn(naming_.base())) continue;
      Account account = account_of(entry);
      if (groups_.kept())
        account.attributes.push_back({groups_.attribute(), memberships[comparable_dn(entry.dn)]});
      accounts.push_back(std::move(account));
    }
    return accounts;
  }

  Account account_of(const LdapEntry& entry) const {
    Account account{naming_.name_of(entry.dn), {}, true};
    for (const auto& [name, values] : entry.attributes) {
      if (ascii::same(name, lock_attribute()))
        account.active =
            std::find(values.begin(), values.end(), target_.option("locked_value")) == values.end();
      else if (!ascii::same(name, "userPassword") &&
               !(groups_.kept() && groups_.is_attribute(name)))
        account.attributes.push_back({name, values});
    }
    return account;
  }

  LdapAnswer list_entries(const std::string& cookie, std::size_t size, const Call& call) {
    std::string filter = target_.option("filter");
    if (filter.empty()) {
      for (const std::string& name : classes_) filter += equals_filter("objectClass", name);
      filter = "(&" + filter + ")";
    }
    LdapSearch search{naming_.base(), LDAP_SCOPE_SUBTREE, filter, read_attributes()};
    search.page_size = std::min(size, page_size_);
    search.cookie = cookie;
    return session_.search(search, call);
  }

  /// The first page; or what comes after `last`, when that is still there.
  LdapAnswer past(const std::string& last, std::size_t size, const Call& call) {
    LdapAnswer answer = list_entries("", size, call);
    expect(answer, false);
    if (last.empty()) return answer;
    while (true) {
      std::vector<LdapEntry>& entries = answer.entries;
      const auto found = std::find_if(entries.begin(), entries.end(), [&](const LdapEntry& entry) {
        return comparable_dn(entry.dn) == last;
      });
      const bool passed = found != entries.end();
      if (passed) entries.erase(entries.begin(), found + 1);
      if (passed && (!entries.empty() || answer.cookie.empty())) return answer;
      // Accounts seen twice do no harm, those never seen would.
      if (answer.cookie.empty()) return past("", size, call);
      answer = list_entries(answer.cookie, size, call);
      expect(answer, false);
      if (passed) return answer;
    }
  }

  const Target target_;
  const LdapNaming naming_;
  LdapSession session_;
  LdapGroups groups_;
  const Strings classes_;
  const std::size_t page_size_;
};

std::unique_ptr<Connector> make(const Target& target) { return std::make_unique<Ldap>(target); }

using Type = Option::Type;

// What an inetOrgPerson has for what a user has. A field without a value is left out of a new
// entry.
#define PERSON                                                                     \
  R"([{"name": "cn", "attributes": {"template": "${firstname} ${lastname}"}},)"    \
  R"( {"name": "sn", "attributes": {"template": "${lastname}"}},)"                 \
  R"( {"name": "givenName", "attributes": {"template": "${firstname}"}},)"         \
  R"( {"name": "displayName", "attributes": {"template": "${displayName}"}},)"     \
  R"( {"name": "mail", "attributes": {"template": "${email}"}},)"                  \
  R"( {"name": "telephoneNumber", "attributes": {"template": "${phone}"}},)"       \
  R"( {"name": "title", "attributes": {"template": "${title}"}},)"                 \
  R"( {"name": "departmentNumber", "attributes": {"template": "${department}"}},)" \
  R"( {"name": "employeeNumber", "attributes": {"template": "${employeeNumber}"}}])"

}  // namespace

extern const Kind ldap_kind;
const Kind ldap_kind{
    "ldap",
    "a directory, over LDAP version 3",
    {
      {"base_dn", Type::Text, nullptr, "the entry below which the accounts are"},
      {"rdn", Type::Text, "uid", "attribute that names an account in its DN"},
      {"object_classes", Type::Text, "inetOrgPerson", "of a new entry, by blanks"},
      {"filter", Type::Text, "", "which entries are listed; none: those of all object_classes"},
      {"starttls", Type::Flag, "false", "encrypt an ldap:// connection before the login"},
      {"tls_ca", Type::Text, "",
         "file of the CA that vouches for the server; none: the machine's"},
      {"page_size", Type::Whole, "500", "no page of a listing is larger (RFC 2696)"},
      {"password_mode", Type::Text, "exop",
         "exop (RFC 3062), attribute (userPassword as it is) or ad_unicode (unicodePwd)"},
      {"lock_attribute", Type::Text, "pwdAccountLockedTime", "tells suspended accounts"},
      {"locked_value", Type::Text, "000001010000Z", "of a suspended account"},
      {"active_value", Type::Text, "", "of another; none: it lacks the attribute"},
      {"delete", Type::Text, "remove", "what removing an account does: remove or lock"},
      {"group_base_dn", Type::Text, "", "the entry below which the groups are; none: no groups"},
      {"group_attribute", Type::Text, "memberOf", "field that lists an account's groups"},
      {"group_names", Type::Text, "cn", "what it calls them by: cn or dn"},
      {"group_class", Type::Text, "groupOfNames", "object class of the groups"},
      {"member_attribute", Type::Text, "member", "of a group, has the DNs of its members"},
      {"group_filler", Type::Text, "cn=nobody",
         "DN that takes the place of a group's last member"},
      },
    {},
    R"({"CREATE": )" PERSON R"(, "UPDATE": )" PERSON "}",
    make,
};

}  // namespace idm::connectors
