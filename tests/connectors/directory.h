#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "slapd.h"

namespace idm::test {

using namespace connectors;
using Options = std::map<std::string, std::string>;

/// A place in the shared slapd, and what connects to it.
struct Directory {
  explicit Directory(const Options& options = {}, Slapd& server = Slapd::shared())
      : slapd(server), place(slapd.make_place()), target(slapd.target(place)) {
    for (const auto& [name, value] : options) target.options[name] = value;
    connector = connect(target);
  }

  static Account person(const std::string& name, std::vector<Attribute> more = {}) {
    Account account{
        name, {{"cn", {"Ada Lovelace"}}, {"sn", {"Lovelace"}}},
         std::nullopt
    };
    account.attributes.insert(account.attributes.end(), more.begin(), more.end());
    return account;
  }
  Put put(const std::string& name, std::vector<Attribute> more = {}) {
    return connector->put(person(name, std::move(more)), true, call());
  }
  std::string dn(const std::string& name) const { return "uid=" + name + ",ou=people," + place; }
  std::string group_dn(const std::string& cn) const { return "cn=" + cn + ",ou=groups," + place; }
  /// The entry as the server shows it, as LDIF.
  std::string entry(const std::string& entry_dn, const std::string& attributes = "") const {
    return slapd.search(entry_dn, "(objectClass=*)", attributes);
  }
  bool has_member(const std::string& group, const std::string& member) const {
    return entry(group_dn(group), "member").find("member: " + member + "\n") != std::string::npos;
  }
  std::vector<std::string> groups_of(const std::string& name) {
    std::vector<std::string> groups = values(*connector->find(name, call()), "memberOf");
    std::sort(groups.begin(), groups.end());
    return groups;
  }

  Slapd& slapd;
  std::string place;
  Target target;
  std::unique_ptr<Connector> connector;
};

}  // namespace idm::test
