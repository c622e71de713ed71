// A target system that exists only here and misbehaves as told: for tests, demonstrations, and to
// rehearse what happens when a system is down.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "connectors/option_checks.h"
#include "connectors/registry.h"

namespace idm::connectors {
namespace {

using Json = nlohmann::json;

struct SimAccount {
  std::map<std::string, std::vector<std::string>> attributes;
  bool active = true;
  int passwords = 0;  ///< how often one was set; itself it is not kept
};

/// All accounts of one system. Shared by its connectors.
class World {
 public:
  /// `journal`: a file that gets a line for each change, and gives them back at the next start; ""
  /// = none.
  explicit World(const std::string& journal) : journal_(journal) {
    if (journal_.empty()) return;
    std::ifstream file(journal_);
    for (std::string line; std::getline(file, line);) {
      // A line that a crash cut short was not done.
      const Json change = Json::parse(line, nullptr, false);
      if (!change.is_discarded()) replay(change);
    }
  }

  std::optional<SimAccount> find(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = accounts_.find(name);
    return found == accounts_.end() ? std::nullopt : std::optional(found->second);
  }

  Put put(const Account& account, bool may_create) {
    const std::lock_guard lock(mutex_);
    const bool there = accounts_.count(account.name) > 0;
    if (!there && !may_create) return Put::Missing;
    Json attributes = Json::object();
    for (const Attribute& attribute : account.attributes)
      if (!attribute.secret) attributes[attribute.name] = attribute.values;
    change({
        {"verb",       there ? "change" : "create"},
        {"name",       account.name               },
        {"attributes", std::move(attributes)      }
    });
    return there ? Put::Changed : Put::Created;
  }

  void rename(const std::string& from, const std::string& to) {
    const std::lock_guard lock(mutex_);
    const bool old_there = accounts_.count(from) > 0, new_there = accounts_.count(to) > 0;
    if (!old_there && new_there) return;
    if (old_there == new_there)
      throw Failure(Failure::Kind::Refused, old_there ? "both '" + from + "' and '" + to + "' exist"
                                                      : "there is no account '" + from + "'");
    change({
        {"verb", "rename"},
        {"name", from    },
        {"to",   to      }
    });
  }

  void set_active(const std::string& name, bool active) {
    const std::lock_guard lock(mutex_);
    if (existing(name).active != active)
      change({
          {"verb", active ? "resume" : "suspend"},
          {"name", name                         }
      });
  }

  void set_password(const std::string& name) {
    const std::lock_guard lock(mutex_);
    existing(name);
    change({
        {"verb", "password"},
        {"name", name      }
    });
  }

  void remove(const std::string& name) {
    const std::lock_guard lock(mutex_);
    if (accounts_.count(name))
      change({
          {"verb", "remove"},
          {"name", name    }
      });
  }

  std::vector<std::pair<std::string, SimAccount>> after(const std::string& name, std::size_t size) {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<std::string, SimAccount>> page;
    for (auto at = name.empty() ? accounts_.begin() : accounts_.upper_bound(name);
         at != accounts_.end() && page.size() < size; ++at)
      page.emplace_back(*at);
    return page;
  }

 private:
  SimAccount& existing(const std::string& name) {
    const auto found = accounts_.find(name);
    if (found == accounts_.end())
      throw Failure(Failure::Kind::Refused, "there is no account '" + name + "'");
    return found->second;
  }

  void change(const Json& change) {
    if (!journal_.empty()) {
      std::ofstream file(journal_, std::ios::app);
      file << change.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
    }
    replay(change);
  }

  void replay(const Json& change) {
    const std::string verb = change.at("verb"), name = change.at("name");
    if (verb == "remove") {
      accounts_.erase(name);
    } else if (verb == "rename") {
      auto moved = accounts_.extract(name);
      if (moved.empty()) return;
      moved.key() = change.at("to").get<std::string>();
      accounts_.insert(std::move(moved));
    } else if (verb == "suspend" || verb == "resume") {
      accounts_[name].active = verb == "resume";
    } else if (verb == "password") {
      ++accounts_[name].passwords;
    } else {
      SimAccount& account = accounts_[name];
      for (const auto& [attribute, values] : change.at("attributes").items())
        account.attributes[attribute] = values.get<std::vector<std::string>>();
    }
  }

  const std::string journal_;
  std::mutex mutex_;
  std::map<std::string, SimAccount> accounts_;
};

/// Systems live as long as the program, as real ones outlive our connections.
World& world_of(const Target& target) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<World>> worlds;
  const std::lock_guard lock(mutex);
  std::unique_ptr<World>& world = worlds[target.id + '\n' + target.option("journal")];
  if (!world) world = std::make_unique<World>(target.option("journal"));
  return *world;
}

class Sim : public Connector {
 public:
  explicit Sim(const Target& target)
      : target_(target),
        world_(world_of(target)),
        latency_(std::stol(target.option("latency_ms"))),
        one_in_(std::stoul(target.option("flaky_one_in"))) {
    one_of(target_, "mode", {"up", "down", "hang", "flaky", "ambiguous", "refuse", "busy"});
  }

  std::optional<Account> find(const std::string& name, const Call& call) override {
    misbehave(call, false);
    const auto found = world_.find(name);
    if (!found) return std::nullopt;
    return as_account(name, *found);
  }

  Put put(const Account& account, bool may_create, const Call& call) override {
    misbehave(call, true);
    const Put done = world_.put(account, may_create);
    lose_answer();
    return done;
  }

  void rename(const std::string& from, const std::string& to, const Call& call) override {
    change(call, [&] { world_.rename(from, to); });
  }
  void suspend(const std::string& name, const Call& call) override {
    change(call, [&] { world_.set_active(name, false); });
  }
  void resume(const std::string& name, const Call& call) override {
    change(call, [&] { world_.set_active(name, true); });
  }
  void set_password(const std::string& name, const std::string&, const Call& call) override {
    change(call, [&] { world_.set_password(name); });
  }
  void remove(const std::string& name, const Call& call) override {
    change(call, [&] { world_.remove(name); });
  }

  void test(const Call& call) override { misbehave(call, false); }

  Page list(const std::string& after, std::size_t size, const Call& call) override {
    misbehave(call, false);
    Page page;
    const auto found = world_.after(after, size);
    for (const auto& [name, account] : found) page.accounts.push_back(as_account(name, account));
    if (found.size() == size) page.next = found.back().first;
    return page;
  }

 private:
  template <class Change>
  void change(const Call& call, Change change) {
    misbehave(call, true);
    change();
    lose_answer();
  }

  /// What goes wrong before anything is done.
  void misbehave(const Call& call, bool changes) {
    const std::string& mode = target_.option("mode");
    wait(latency_, call);
    if (mode == "down") throw Failure(Failure::Kind::Unreachable, "connection refused (simulated)");
    if (mode == "hang") wait(std::chrono::hours(1), call);
    if (mode == "flaky" && calls_.fetch_add(1) % one_in_ == 0)
      throw Failure(Failure::Kind::Unreachable, "connection reset (simulated)");
    if (mode == "busy")
      throw Failure(Failure::Kind::Busy, "too many requests (simulated)", std::chrono::seconds(1));
    if (mode == "refuse" && changes)
      throw Failure(Failure::Kind::Refused, "not allowed (simulated)");
  }

  void lose_answer() {
    if (target_.option("mode") == "ambiguous" && calls_.fetch_add(1) % one_in_ == 0)
      throw Failure(Failure::Kind::Unknown, "no answer (simulated)");
  }

  static void wait(std::chrono::milliseconds time, const Call& call) {
    const auto end = Clock::now() + time;
    std::this_thread::sleep_until(std::min(end, call.deadline));
    if (end > call.deadline) throw Failure(Failure::Kind::Unknown, "no answer in time (simulated)");
  }

  static Account as_account(const std::string& name, const SimAccount& found) {
    Account account{name, {}, found.active};
    for (const auto& [attribute, values] : found.attributes)
      account.attributes.push_back({attribute, values});
    return account;
  }

  static std::atomic<unsigned long> calls_;

  const Target target_;
  World& world_;
  const std::chrono::milliseconds latency_;
  const unsigned long one_in_;
};

std::atomic<unsigned long> Sim::calls_{0};

std::unique_ptr<Connector> make(const Target& target) { return std::make_unique<Sim>(target); }

}  // namespace

extern const Kind sim_kind;
const Kind sim_kind{
    "sim",
    "a system that exists only inside provisiond and misbehaves as told",
    {
      {"mode", Option::Type::Text, "up", "up, down, hang, flaky, ambiguous, refuse or busy"},
      {"latency_ms", Option::Type::Whole, "1", "time before each answer"},
      {"flaky_one_in", Option::Type::Whole, "3",
         "of so many calls one fails, when flaky or ambiguous"},
      {"journal", Option::Type::Text, "", "file that keeps the accounts; none: in memory"},
      },
    {                                                                                     },
    R"({"CREATE": [{"name": "firstName", "attributes": {"template": "${firstname}"}},
                   {"name": "lastName", "attributes": {"template": "${lastname}"}},
                   {"name": "email", "attributes": {"template": "${email}"}}],
        "UPDATE": [{"name": "firstName", "attributes": {"template": "${firstname}"}},
                   {"name": "lastName", "attributes": {"template": "${lastname}"}},
                   {"name": "email", "attributes": {"template": "${email}"}}]})",
    make,
};

}  // namespace idm::connectors
