#pragma once

#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "connectors/registry.h"
#include "connectors/target_rows.h"
#include "orm/managed_system.h"
#include "provisioning/delivery.h"
#include "provisioning/engine.h"
#include "provisioning/task_results.h"
#include "target_house.h"

namespace idm::test {

/// A house with an engine that carries tasks to simulated systems, whose accounts outlive engines.
struct EngineHouse : TargetHouse {
  explicit EngineHouse(Dialect dialect) : TargetHouse(dialect) {
    ProvisioningConfig& config = repository.config.provisioning;
    config.workers = 4;
    config.first_pause = std::chrono::seconds(1);
    for (const char* id : {"101", "110"}) simulate(id);
  }
  ~EngineHouse() { stop(); }

  /// Makes the managed system a simulated one that behaves so.
  void simulate(const std::string& id, const connectors::Settings& options = {}) {
    store().transact([&](Db& db) {
      ManagedSystem row = *db.find<ManagedSystem>(id);
      row.kind = std::string("sim");
      connectors::Settings all = options;
      all["journal"] = journal(id);
      connectors::set_options(row, all);
      db.update(row);
      bump_reference_generation(db);
    });
    repository.reference.invalidate();
  }

  /// As a caller of the service, who may wait for the targets.
  std::string add(UserRequest request) {
    request.requestor = caller();
    return TargetHouse::add(request);
  }
  static Requestor caller() {
    Requestor requestor;
    requestor.http_request_id = "R1";
    return requestor;
  }

  std::string journal(const std::string& id) const { return folder.path() + "/" + id; }

  void start() {
    engine = std::make_unique<provisioning::Engine>(services());
    services().delivery = engine.get();
    engine->start();
    // Until it has read which systems there are, it takes nothing at once.
    BOOST_REQUIRE(wait_for([&] { return engine->takes_now("101"); }));
  }

  void stop() {
    services().delivery = nullptr;
    if (engine) BOOST_CHECK(engine->stop(std::chrono::seconds(20)));
    engine.reset();
  }

  static bool wait_for(const std::function<bool()>& condition,
                       std::chrono::seconds limit = std::chrono::seconds(15)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < end) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return condition();
  }

  /// Waits until no task is pending.
  bool settles() {
    return wait_for([&] {
      const std::vector<Task> all = tasks();
      return std::none_of(all.begin(), all.end(),
                          [](const Task& task) { return task.state == "PENDING"; });
    });
  }

  std::optional<connectors::Account> on_target(const std::string& system, const std::string& name) {
    const connectors::Target target = connectors::target_of(
        *repository.reference.get()->managed_system(system), services().secret_key);
    return connectors::make_connector(target)->find(
        name, {connectors::Clock::now() + std::chrono::seconds(10), "test"});
  }

  /// "create ada", "password ada", …: what the system was told that changed it.
  Lines told_target(const std::string& system) const {
    Lines lines;
    std::ifstream file(journal(system));
    for (std::string line; std::getline(file, line);) {
      const auto word = [&](const std::string& key) {
        const std::size_t at = line.find("\"" + key + "\":\"") + key.size() + 4;
        return line.substr(at, line.find('"', at) - at);
      };
      lines.push_back(word("verb") + " " + word("name"));
    }
    return lines;
  }

  std::string state_of(const std::string& user, const std::string& system) {
    const auto state = account(user, system);
    return state ? state->state : "none";
  }

  TemporaryFolder folder;
  std::unique_ptr<provisioning::Engine> engine;
};

}  // namespace idm::test
