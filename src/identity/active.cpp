#include "identity/active.h"

#include "orm/text.h"

namespace idm::users {
namespace {

bool has_active_status(const User& user) {
  return is(user.status, "ACTIVE") || is(user.status, "PENDING_INITIAL_LOGIN");
}

bool is_disabled(const User& user) { return is(user.secondary_status, "DISABLED"); }

}  // namespace

bool is_active(const User& user) { return has_active_status(user) && !is_disabled(user); }

void set_active(User& user, bool active) {
  if (active) {
    if (!has_active_status(user)) user.status = std::string("ACTIVE");
    if (is_disabled(user)) user.secondary_status.reset();
  } else {
    user.status = std::string("INACTIVE");
    user.secondary_status = std::string("DISABLED");
  }
}

}  // namespace idm::users
