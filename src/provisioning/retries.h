#pragma once

#include <optional>
#include <string>

#include "identity/user_request.h"
#include "orm/request_memory.h"
#include "orm/store.h"
#include "services.h"

/// Retrying a request returns the first answer instead of doing it twice (design.md section 3).
namespace idm::provisioning::retries {

/// For a request that carries a requestId: a keyed hash over the operation, the id and the request;
/// else "".
std::string key_of(const Services& services, const char* operation, const UserRequest& request);

/// The success that is remembered under that key, if it is younger than 24 hours.
std::optional<RequestMemory> find(Db& db, const std::string& key);

/// Remembers a success, in the transaction that makes it one. Throws Error(StaleVersion) when the
/// same request was remembered for another user meanwhile.
void remember(Db& db, const std::string& key, const std::string& user_id, const std::string& note);

/// Forgets what is older than 24 hours; returns how many.
std::size_t forget_old(Services& services);

}  // namespace idm::provisioning::retries
