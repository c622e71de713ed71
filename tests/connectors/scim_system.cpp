#include "connectors/scim_house.h"
#include "target_system.h"

namespace idm::test {
namespace {

class ScimSystem : public TargetSystem {
 public:
  ScimSystem() {
    required = {
        {"name.givenName",  {"Ada"}     },
        {"name.familyName", {"Lovelace"}}
    };
    text = "title";
    many = "entitlements.value";
  }
  connectors::Target target() override { return house_.target(); }

 private:
  ScimHouse house_;
};

}  // namespace

std::unique_ptr<TargetSystem> make_scim_system() { return std::make_unique<ScimSystem>(); }

}  // namespace idm::test
