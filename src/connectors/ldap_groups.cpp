#include "connectors/ldap_groups.h"

#include <ldap.h>
#include <strings.h>

#include <algorithm>
#include <set>

#include "connectors/ldap_name.h"

namespace idm::connectors {

LdapGroups::LdapGroups(const Target& target, LdapSession& session)
    : session_(session),
      base_(target.option("group_base_dn")),
      attribute_(target.option("group_attribute")),
      class_(target.option("group_class")),
      member_(target.option("member_attribute")),
      filler_(target.option("group_filler")),
      named_by_dn_(target.option("group_names") == "dn") {}

bool LdapGroups::is_attribute(const std::string& name) const {
  return strcasecmp(name.c_str(), attribute_.c_str()) == 0;
}

std::string LdapGroups::name_of(const LdapEntry& group) const {
  return named_by_dn_ ? group.dn : first_value(group.dn);
}

std::vector<LdapEntry> LdapGroups::groups_with(const std::string& filter, bool with_members,
                                               const Call& call) {
  LdapAnswer answer = session_.search({base_,
                                       LDAP_SCOPE_SUBTREE,
                                       "(&" + equals_filter("objectClass", class_) + filter + ")",
                                       {with_members ? member_ : LDAP_NO_ATTRS}},
                                      call);
  if (answer.code == LDAP_NO_SUCH_OBJECT)
    throw Failure(Failure::Kind::Refused, "there is no group_base_dn '" + base_ + "'");
  expect(answer, false);
  return std::move(answer.entries);
}

std::vector<std::string> LdapGroups::resolve(const std::vector<std::string>& names,
                                             const Call& call) {
  if (names.empty()) return {};
  std::set<std::string> left;
  std::string filter = "(|";
  for (const std::string& name : names) {
    const std::string value = named_by_dn_ ? first_value(name) : name;
    left.insert(named_by_dn_ ? comparable_dn(name) : comparable_dn("cn=" + name));
    filter += equals_filter("cn", value);
  }
  std::vector<std::string> found;
  std::set<std::string> done;
  for (const LdapEntry& group : groups_with(filter + ")", false, call)) {
    // Found by another value of its cn, or of the same name elsewhere: not the group that is meant.
    const std::string key = comparable_dn(named_by_dn_ ? group.dn : "cn=" + first_value(group.dn));
    if (left.count(key) == 0) continue;
    if (!done.insert(key).second)
      throw Failure(Failure::Kind::Refused, "two groups are named '" + name_of(group) + "'");
    found.push_back(group.dn);
  }
  for (const std::string& name : names)
    if (done.count(comparable_dn(named_by_dn_ ? name : "cn=" + name)) == 0)
      throw Failure(Failure::Kind::Refused, attribute_ + ": there is no group '" + name + "'");
  return found;
}

std::map<std::string, std::vector<std::string>> LdapGroups::of(
    const std::vector<std::string>& accounts, const Call& call) {
  std::map<std::string, std::vector<std::string>> found;
  std::string filter = "(|";
  for (const std::string& account : accounts) {
    found[comparable_dn(account)];
    filter += equals_filter(member_, account);
  }
  if (accounts.empty()) return found;
  // Who is in which group needs no members to be sent where only one account is asked about.
  const bool many = accounts.size() > 1;
  for (const LdapEntry& group : groups_with(filter + ")", many, call)) {
    if (!many) found.begin()->second.push_back(name_of(group));
    for (const auto& [name, members] : group.attributes)
      for (const std::string& member : members) {
        const auto at = found.find(comparable_dn(member));
        if (at != found.end()) at->second.push_back(name_of(group));
      }
  }
  return found;
}

void LdapGroups::set(const std::string& account, const std::vector<std::string>& groups,
                     const Call& call) {
  std::set<std::string> wanted;
  for (const std::string& group : groups) wanted.insert(comparable_dn(group));
  std::set<std::string> current;
  for (const LdapEntry& group : groups_with(equals_filter(member_, account), false, call)) {
    current.insert(comparable_dn(group.dn));
    if (wanted.count(comparable_dn(group.dn)) == 0) leave(group.dn, account, call);
  }
  for (const std::string& group : groups)
    if (current.count(comparable_dn(group)) == 0) join(group, account, call);
}

void LdapGroups::rename(const std::string& from, const std::string& to, const Call& call) {
  for (const LdapEntry& group : groups_with(equals_filter(member_, from), false, call)) {
    join(group.dn, to, call);
    leave(group.dn, from, call);
  }
}

void LdapGroups::join(const std::string& group, const std::string& account, const Call& call) {
  const LdapAnswer answer = session_.modify(group,
                                            {
                                                {LDAP_MOD_ADD, member_, {account}}
  },
                                            call);
  if (answer.code != LDAP_TYPE_OR_VALUE_EXISTS) expect(answer, true);
}

void LdapGroups::leave(const std::string& group, const std::string& account, const Call& call) {
  LdapAnswer answer = session_.modify(group,
                                      {
                                          {LDAP_MOD_DELETE, member_, {account}}
  },
                                      call);
  // A groupOfNames may not be empty (RFC 4519): the last member's place is taken by one that is no
  // account.
  if (answer.code == LDAP_OBJECT_CLASS_VIOLATION)
    answer = session_.modify(
        group,
        {
            {LDAP_MOD_ADD,    member_, {filler_}},
            {LDAP_MOD_DELETE, member_, {account}}
    },
        call);
  // Overlays of the server may have been quicker.
  if (answer.code != LDAP_NO_SUCH_ATTRIBUTE && answer.code != LDAP_NO_SUCH_OBJECT)
    expect(answer, true);
}

}  // namespace idm::connectors
