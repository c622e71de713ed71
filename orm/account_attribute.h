#pragma once

#include "orm/types.h"

namespace idm {

/// The key of AccountAttribute.
struct AccountAttributeId {
  std::string managed_system_id;
  std::string name_folded;
  std::string value_folded;
};
inline bool operator<(const AccountAttributeId& a, const AccountAttributeId& b) {
  return std::tie(a.managed_system_id, a.name_folded, a.value_folded) <
         std::tie(b.managed_system_id, b.name_folded, b.value_folded);
}

/// A value that no two accounts of a managed system may share, and whose it is: reserved before the
/// account is written, so that two users made at once never get the same. Ours.
struct AccountAttribute {
  AccountAttributeId id;
  std::string user_id;
  std::string value;  ///< as it is written
  Instant reserved;
};
#pragma db value(AccountAttributeId)
#pragma db member(AccountAttributeId::managed_system_id) column("MANAGED_SYS_ID") \
    type("VARCHAR(32)")
#pragma db member(AccountAttributeId::name_folded) column("NAME_FOLDED") type("VARCHAR(80)")
#pragma db member(AccountAttributeId::value_folded) column("VALUE_FOLDED") type("VARCHAR(640)")
#pragma db object(AccountAttribute) table("ACCOUNT_ATTRIBUTE")
#pragma db member(AccountAttribute::id) id column("")
#pragma db member(AccountAttribute::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(AccountAttribute::value) column("VALUE") type("VARCHAR(640)")
#pragma db member(AccountAttribute::reserved) column("RESERVED")

}  // namespace idm
