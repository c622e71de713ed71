#pragma once

#include "core/config.h"
#include "orm/store.h"

namespace idm {

class PasswordHasher;
class Reference;
class ReferenceCache;

/// What the use cases share. main.cpp builds the parts; they outlive every request. Safe from any
/// thread.
struct Services {
  const Config& config;
  Store& store;
  ReferenceCache& reference;
  PasswordHasher& hasher;
};

}  // namespace idm
