#pragma once

#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/ldap_session.h"

/// Attributes of entries, and the changes that bring them about.
namespace idm::connectors {

/// Words between blanks or commas.
std::vector<std::string> words_of(const std::string& text);

/// Values as a directory keeps them: none is empty, none is there twice.
std::vector<std::string> kept_values(const std::vector<std::string>& values);

/// What a modification of an entry has to say, all attributes of `account` but `left_out`.
std::vector<LdapChange> changes_to(const Account& account, const std::string& left_out);

/// The same for a new entry, which has no attributes to clear.
std::vector<LdapChange> additions(std::vector<LdapChange> changes);

/// Adds those of `values` that are not there to the attribute `name`.
void add_values(std::vector<LdapChange>& to, const std::string& name,
                const std::vector<std::string>& values);

}  // namespace idm::connectors
