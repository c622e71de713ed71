#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orm/store.h"

namespace idm::policies {

/// Under this name the names of accounts themselves are reserved; no field is called so.
inline constexpr const char* account_id = ":account";

/// The values of one user's account that no other account of the system may have. A value is
/// reserved in a transaction of its own, before it is written anywhere: two users rendered at once
/// never get the same, in however many processes. Reserved values stay the user's until release().
class UniqueValues {
 public:
  /// `reserve` false: only looks.
  UniqueValues(Store& store, std::string managed_system_id, std::string user_id, bool reserve)
      : store_(store),
        system_(std::move(managed_system_id)),
        user_(std::move(user_id)),
        reserve_(reserve) {}

  /// What the user has under that attribute; of several the newest.
  std::optional<std::string> held(const std::string& attribute) const;

  /// What the user has, else the first candidate that nobody else has: nobody's reservation, and of
  /// account ids no principal of that system, whatever their case. Nothing when all are taken.
  std::optional<std::string> claim(const std::string& attribute,
                                   const std::vector<std::string>& candidates) const;

  /// Notes that the account has that name. False when it is another user's.
  bool note_account(const std::string& name) const;

 private:
  Store& store_;
  std::string system_, user_;
  bool reserve_;
};

/// The user's account on that system is gone: others may have its values. Inside the caller's
/// transaction.
void release(Db& db, const std::string& managed_system_id, const std::string& user_id);

}  // namespace idm::policies
