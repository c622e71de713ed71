#include "connectors/exec_house.h"
#include "target_system.h"

namespace idm::test {
namespace {

class ExecSystem : public TargetSystem {
 public:
  ExecSystem() {
    required = {
        {"lastName", {"Lovelace"}}
    };
    text = "note";
    many = "mail";
  }
  connectors::Target target() override { return house_.target(house_.path("accounts.py")); }

 private:
  ExecHouse house_;
};

}  // namespace

std::unique_ptr<TargetSystem> make_exec_system() { return std::make_unique<ExecSystem>(); }

}  // namespace idm::test
