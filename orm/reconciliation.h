#pragma once

#include "orm/types.h"

namespace idm {

/// The latest comparison of a managed system's accounts with what should be there. Ours.
struct Reconciliation {
  std::string managed_system_id;
  Instant started;
  Moment finished;  ///< null: it is under way, or its process died
  Text owner;       ///< the process that has it in hand until the lease expires
  Moment lease_expires;
  int accounts_there = 0;
  int accounts_expected = 0;
  int orphans = 0;
  int missing = 0;
  int drifted = 0;
  int corrected = 0;  ///< tasks recorded
  int removed = 0;
  Text note;  ///< why it failed, or why nothing was removed
  std::uint64_t version = 0;
};
#pragma db object(Reconciliation) table("RECONCILIATION") optimistic
#pragma db member(Reconciliation::managed_system_id) id column("MANAGED_SYS_ID") type("VARCHAR(32)")
#pragma db member(Reconciliation::started) column("STARTED")
#pragma db member(Reconciliation::finished) column("FINISHED")
#pragma db member(Reconciliation::owner) column("OWNER") type("VARCHAR(100)")
#pragma db member(Reconciliation::lease_expires) column("LEASE_EXPIRES")
#pragma db member(Reconciliation::accounts_there) column("ACCOUNTS_THERE") type("INT")
#pragma db member(Reconciliation::accounts_expected) column("ACCOUNTS_EXPECTED") type("INT")
#pragma db member(Reconciliation::orphans) column("ORPHANS") type("INT")
#pragma db member(Reconciliation::missing) column("MISSING") type("INT")
#pragma db member(Reconciliation::drifted) column("DRIFTED") type("INT")
#pragma db member(Reconciliation::corrected) column("CORRECTED") type("INT")
#pragma db member(Reconciliation::removed) column("REMOVED") type("INT")
#pragma db member(Reconciliation::note) column("NOTE") type("VARCHAR(1000)")
#pragma db member(Reconciliation::version) version column("VERSION")

}  // namespace idm
