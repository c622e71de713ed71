#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services.h"

namespace idm::provisioning {

/// What to do about differences beside reporting them.
struct ReconcileWish {
  std::string managed_system_id;
  bool correct = false;         ///< make what is missing, write what drifted
  bool remove_orphans = false;  ///< remove accounts there that belong to nobody here
  /// The brake: nothing is removed when more than so many percent of the accounts there would be.
  int most_removed_percent = 10;
};

/// One account that is not as it should be.
struct Difference {
  enum class Kind {
    Orphan,   ///< there, and nobody's here
    Missing,  ///< should be there
    Drifted,  ///< other attributes, or usable where it should not be, or the reverse
  };
  Kind kind = Kind::Orphan;
  std::string account;
  std::string user_id;  ///< "" of orphans
  std::string what;     ///< the attributes that differ; names only
};

/// "orphan", "missing" or "drifted".
const char* word(Difference::Kind kind);

struct ReconcileReport {
  std::size_t accounts_there = 0, accounts_expected = 0;
  std::vector<Difference> differences;
  std::size_t corrected = 0;  ///< tasks recorded
  std::size_t removed = 0;
  std::string braked;  ///< why nothing was removed; "" = the brake did not hold
};

/// Lists the accounts of a managed system and compares them with what the repository and its
/// policies say. Accounts whose tasks are still waiting are left out: they are on their way.
/// Corrections are recorded as tasks, for the server to carry out. `progress` hears how many
/// accounts were read so far. Throws Error(ObjectIdInvalid, NoConnector, InvalidArgument), and
/// Error(ConnectorFailed) when the system cannot be read.
ReconcileReport reconcile(Services& services, const ReconcileWish& wish,
                          const std::function<void(std::size_t)>& progress);

}  // namespace idm::provisioning
