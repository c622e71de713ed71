#pragma once

#include "core/error.h"
#include "identity/again_when_stale.h"
#include "identity/audit.h"
#include "services.h"

namespace idm::audit {

/// Runs `work`, which opens its own transactions. What it refuses is thrown, and leaves `event`, as
/// it is then, as a row with status FAIL.
template <class Work>
auto or_record_failure(Services& services, const AuditEvent& event, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    record_failure(services, event, error);
    throw;
  }
}

/// The same for `work` that takes a Db and records what it did: in one transaction, and anew while
/// another writer was faster.
template <class Work>
auto attempt(Services& services, const AuditEvent& event, Work work) {
  return or_record_failure(services, event, [&] {
    return again_when_stale([&] { return services.store.transact(work); });
  });
}

}  // namespace idm::audit
