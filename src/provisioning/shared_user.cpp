#include "provisioning/shared_user.h"

#include "identity/users.h"

namespace idm::provisioning {

std::shared_ptr<const UserGraph> SharedUser::get(Store& store, const std::string& user_id) {
  const std::lock_guard lock(mutex_);
  const auto at = std::chrono::steady_clock::now();
  if (read_ && at < *read_ + fresh) return user_;
  auto found =
      store.read([&](Db& db) { return users::find(db, user_id, users::Extent::Everything); });
  user_ = found ? std::make_shared<const UserGraph>(std::move(*found)) : nullptr;
  read_ = at;
  return user_;
}

}  // namespace idm::provisioning
