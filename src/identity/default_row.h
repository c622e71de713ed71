#pragma once

#include <string>
#include <vector>

#include "identity/user_graph.h"

namespace idm {

/// Of a user's contacts of one kind: the active row that is marked as default, else the first
/// active one; null when there is none.
template <class Row>
const Row* default_of(const std::vector<Row>& rows) {
  const Row* chosen = nullptr;
  for (const Row& row : rows) {
    if (row.active == 0) continue;
    if (!chosen || (row.is_default == 1 && chosen->is_default != 1)) chosen = &row;
  }
  return chosen;
}

/// Where mail to the user goes: the default e-mail, else the user's own field; "" = nowhere.
inline std::string primary_email(const User& user, const std::vector<EmailAddress>& emails) {
  const EmailAddress* first = default_of(emails);
  if (first && !first->address.null() && !first->address->empty()) return *first->address;
  return user.email.null() ? std::string() : *user.email;
}

}  // namespace idm
