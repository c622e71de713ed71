#pragma once

#include <map>
#include <memory>
#include <string>

#include "policies/identity.h"
#include "services.h"

namespace idm::policies {

/// People as the store has them, each read when first asked for. A transaction a look-up: use it
/// outside of one.
class StoredPeople : public Directory {
 public:
  explicit StoredPeople(Services& services) : services_(services) {}

  std::shared_ptr<const Identity> by_id(const std::string& user_id) override;
  std::shared_ptr<const Identity> by_name(const std::string& principal) override;
  bool supervises(const std::string& user_id) override;
  std::optional<std::string> system(const std::string& id_or_name) override;

 private:
  Services& services_;
  std::map<std::string, std::shared_ptr<const Identity>> known_;
};

}  // namespace idm::policies
