#pragma once

#include <string>

#include "core/config.h"
#include "orm/store.h"

namespace idm {

class PasswordHasher;
class Reference;
class ReferenceCache;
namespace provisioning {
class Delivery;
}

/// What the use cases share. main.cpp builds the parts; they outlive every request. Safe from any
/// thread.
struct Services {
  const Config& config;
  Store& store;
  ReferenceCache& reference;
  PasswordHasher& hasher;
  /// From a file of the data folder, never in the database: keys the fingerprints of requests,
  /// which hold passwords.
  std::string secret_key = {};
  /// Carries tasks to target systems; null: they wait.
  provisioning::Delivery* delivery = nullptr;
};

}  // namespace idm
