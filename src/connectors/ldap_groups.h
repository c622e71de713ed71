#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/ldap_session.h"

namespace idm::connectors {

/// Which groups of a directory have an account as a member. Groups are entries that list their
/// members; they are never made or removed here.
class LdapGroups {
 public:
  LdapGroups(const Target& target, LdapSession& session);

  /// False: the system has no groups that we keep.
  bool kept() const { return !base_.empty(); }
  bool is_attribute(const std::string& name) const;
  const std::string& attribute() const { return attribute_; }

  /// DNs of the groups that `names` mean. Throws Failure(Refused) naming one that is not there.
  std::vector<std::string> resolve(const std::vector<std::string>& names, const Call& call);

  /// Names of the groups of each account, by comparable_dn of the account.
  std::map<std::string, std::vector<std::string>> of(const std::vector<std::string>& accounts,
                                                     const Call& call);

  /// Makes `account` a member of exactly these groups.
  void set(const std::string& account, const std::vector<std::string>& groups, const Call& call);
  /// For a server that does not keep references right by itself.
  void rename(const std::string& from, const std::string& to, const Call& call);

 private:
  std::vector<LdapEntry> groups_with(const std::string& filter, bool with_members,
                                     const Call& call);
  std::string name_of(const LdapEntry& group) const;
  void join(const std::string& group, const std::string& account, const Call& call);
  void leave(const std::string& group, const std::string& account, const Call& call);

  LdapSession& session_;
  const std::string base_, attribute_, class_, member_, filler_;
  const bool named_by_dn_;
};

}  // namespace idm::connectors
