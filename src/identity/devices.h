#pragma once

#include <string>
#include <vector>

#include "identity/user_request.h"
#include "orm/device.h"
#include "services.h"

/// Devices of users, and the codes by which they become theirs (docs/decisions/0024).
namespace idm::devices {

/// A code that is to be. It serves once.
struct NewCode {
  std::string code;  ///< "" = make one
  Moment not_after;  ///< null = a week from now
  bool hidden = false;
  Text secret;  ///< what the device must know beside it; null = nothing
};

/// A code in force.
struct Code {
  std::string code;  ///< "" = hidden
  Instant not_after;
};

/// Stores a code, with its audit row, and returns the user's codes in force, the oldest first; a
/// hidden one only when it is the one just made. Throws InvalidArgument for a code that cannot be
/// typed, that the user has already, or that is over; UserNotFound.
std::vector<Code> add_code(Services& services, const std::string& user_id, const NewCode& wanted,
                           const Requestor& requestor);

/// What a device shows to become the user's.
struct Activation {
  std::string user_id;
  std::string code;
  std::string secret;  ///< "" = none
  std::string id;      ///< by which the device is known; "" = make one
  Text name, platform;
};

/// Whether a secret must be shown beside that code. False for a code that is not in force.
bool needs_secret(Services& services, const std::string& user_id, const std::string& code);

/// Spends the code and stores the device, with its audit row. Throws ObjectNotFound for a code that
/// is not in force, InvalidArgument for a wrong secret and for an id that is taken or is none.
Device activate(Services& services, const Activation& activation, const Requestor& requestor);

/// 1 to 64 letters, digits, dots, colons, hyphens, underscores.
bool is_device_id(const std::string& id);

/// In the order in which they came.
std::vector<Device> of_user(Db& db, const std::string& user_id);

/// Takes a device away, with its audit row. False when there is none.
bool remove(Services& services, const std::string& id, const Requestor& requestor);

/// All that a user has of this goes, in its caller's transaction.
void forget(Db& db, const std::string& user_id);

/// Deletes codes that are over. How many.
std::size_t forget_expired(Store& store);

}  // namespace idm::devices
