#include "identity/active.h"

#include "core/folding.h"

namespace idm::users {
namespace {

std::string folded(const Text& status) { return status.null() ? std::string() : fold(*status); }

bool has_active_status(const User& user) {
  const std::string status = folded(user.status);
  return status == "active" || status == "pending_initial_login";
}

bool is_disabled(const User& user) { return folded(user.secondary_status) == "disabled"; }

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
