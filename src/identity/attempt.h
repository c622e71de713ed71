#pragma once

#include "core/error.h"
#include "identity/again_when_stale.h"
#include "identity/audit.h"
#include "services.h"

namespace idm::audit {

/// Runs `work`, which takes a Db and records what it did, in one transaction, and anew while
/// another writer was faster. What it refuses is thrown, and leaves `event`, as it is then, as a
/// row with status FAIL.
template <class Work>
void attempt(Services& services, const AuditEvent& event, Work work) {
  try {
    again_when_stale([&] { services.store.transact(work); });
  } catch (const Error& error) {
    record_failure(services, event, error);
    throw;
  }
}

}  // namespace idm::audit
