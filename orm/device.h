#pragma once

#include "orm/types.h"

namespace idm {

/// A device on which a user proves who it is. Ours.
struct Device {
  std::string id;
  std::string user_id;
  Text name;
  Text platform;
  Instant create_date;
};
#pragma db object(Device) table("DEVICE")
#pragma db member(Device::id) id column("DEVICE_ID") type("VARCHAR(64)")
#pragma db member(Device::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(Device::name) column("NAME") type("VARCHAR(100)")
#pragma db member(Device::platform) column("PLATFORM") type("VARCHAR(40)")
#pragma db member(Device::create_date) column("CREATE_DATE")

/// A code that makes a device one of the user's, once. Ours.
struct ActivationCode {
  std::string id;
  std::string user_id;
  Bytes code;        ///< sealed (core/seal.h)
  int hidden = 0;    ///< 1: shown in the answer that makes it and never again
  Text secret_hash;  ///< Argon2id of what the device must know beside the code; null = nothing
  Instant not_after;
  Instant create_date;
};
#pragma db object(ActivationCode) table("ACTIVATION_CODE")
#pragma db member(ActivationCode::id) id column("ACTIVATION_CODE_ID") type("VARCHAR(32)")
#pragma db member(ActivationCode::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(ActivationCode::code) column("CODE") type("BLOB")
#pragma db member(ActivationCode::hidden) column("HIDDEN") type("INT")
#pragma db member(ActivationCode::secret_hash) column("SECRET_HASH") type("VARCHAR(128)")
#pragma db member(ActivationCode::not_after) column("NOT_AFTER")
#pragma db member(ActivationCode::create_date) column("CREATE_DATE")

}  // namespace idm
