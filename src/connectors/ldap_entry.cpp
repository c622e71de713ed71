#include "connectors/ldap_entry.h"

#include <ldap.h>

#include <algorithm>

#include "core/ascii.h"

namespace idm::connectors {

using Strings = std::vector<std::string>;

Strings words_of(const std::string& text) {
  Strings words;
  for (std::size_t at = 0; at != text.npos;) {
    const std::size_t start = text.find_first_not_of(" ,", at);
    if (start == text.npos) break;
    at = text.find_first_of(" ,", start);
    words.push_back(text.substr(start, at == text.npos ? at : at - start));
  }
  return words;
}

Strings kept_values(const Strings& values) {
  Strings kept;
  for (const std::string& value : values)
    if (!value.empty() && std::find(kept.begin(), kept.end(), value) == kept.end())
      kept.push_back(value);
  return kept;
}

std::vector<LdapChange> changes_to(const Account& account, const std::string& left_out) {
  std::vector<LdapChange> changes;
  for (const Attribute& attribute : account.attributes)
    if (!ascii::same(attribute.name, left_out))
      changes.push_back({LDAP_MOD_REPLACE, attribute.name, kept_values(attribute.values)});
  return changes;
}

std::vector<LdapChange> additions(std::vector<LdapChange> changes) {
  changes.erase(std::remove_if(changes.begin(), changes.end(),
                               [](const LdapChange& change) { return change.values.empty(); }),
                changes.end());
  for (LdapChange& change : changes) change.operation = LDAP_MOD_ADD;
  return changes;
}

void add_values(std::vector<LdapChange>& to, const std::string& name, const Strings& values) {
  auto found = std::find_if(to.begin(), to.end(), [&](const LdapChange& change) {
    return ascii::same(change.attribute, name);
  });
  if (found == to.end()) found = to.insert(found, {LDAP_MOD_ADD, name, {}});
  for (const std::string& value : values)
    if (std::find_if(found->values.begin(), found->values.end(), [&](const std::string& has) {
          return ascii::same(has, value);
        }) == found->values.end())
      found->values.push_back(value);
}

}  // namespace idm::connectors
