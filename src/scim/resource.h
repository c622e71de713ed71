#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/instant.h"
#include "orm/types.h"
#include "scim/error.h"
#include "scim/place.h"
#include "scim/values.h"

/// What users and groups have in common as resources.
namespace idm::scim {

/// 2013-06-01T12:34:56.000Z
std::string shown_instant(Instant at);

/// Who asks, as the rules want it.
UserRequest origin_of(const Place& place);

/// What the rules said, in SCIM's words: a taken principal is a uniqueness conflict of userName, a
/// password that a policy refuses an invalidValue. Throws `error` itself when nobody outside is to
/// blame.
Refusal refusal_of(const Error& error);

/// Runs `work`; what the rules throw becomes a Refusal.
template <class Work>
auto in_scim_words(Work work) {
  try {
    return work();
  } catch (const Error& error) {
    throw refusal_of(error);
  }
}

/// The version that stands in `meta`.
std::string version_of(const Json& resource);

}  // namespace idm::scim
