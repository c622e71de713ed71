#include "identity/password_hash.h"

#include <sodium.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "core/error.h"
#include "orm/rehearsal.h"

namespace idm {
namespace {

// Two cores hash about eighty passwords a second: who is last in this queue waits three seconds.
constexpr std::size_t queue_limit = 256;
// Linux: the scheduler gives such a thread a tenth of what a thread that reads gets.
constexpr int niceness = 10;

const PasswordConfig& initialised(const PasswordConfig& config) {
  if (sodium_init() < 0) throw Error(ErrorCode::Internal, "libsodium does not start");
  return config;
}

/// Runs tasks on a pool and waits for all that were accepted, whatever happens in between.
class Gathering {
 public:
  explicit Gathering(WorkerPool& pool) : pool_(pool) {}
  ~Gathering() { wait(); }

  void run(const std::function<void()>& task) {
    {
      const std::lock_guard lock(mutex_);
      ++open_;
    }
    if (pool_.try_post([this, task] {
          task();
          const std::lock_guard lock(mutex_);
          if (--open_ == 0) done_.notify_all();
        }))
      return;
    const std::lock_guard lock(mutex_);
    --open_;
    throw Error(ErrorCode::Overloaded, "too many passwords wait to be hashed; try again");
  }

  void wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return open_ == 0; });
  }

 private:
  WorkerPool& pool_;
  std::mutex mutex_;
  std::condition_variable done_;
  int open_ = 0;
};

}  // namespace

PasswordHasher::PasswordHasher(const PasswordConfig& config)
    : config_(initialised(config)),
      pool_("hash", std::max<std::size_t>(config.hash_threads, 1), queue_limit, niceness) {}

std::string PasswordHasher::hash(const std::string& clear) {
  // It would be stored nowhere.
  if (Rehearsal::is_on()) return "not computed in a dry run";
  char encoded[crypto_pwhash_STRBYTES] = "";
  bool hashed = false;
  Gathering gathering(pool_);
  gathering.run([&] {
    hashed = crypto_pwhash_str_alg(encoded, clear.data(), clear.size(), config_.passes,
                                   config_.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0;
  });
  gathering.wait();
  if (!hashed) throw Error(ErrorCode::Overloaded, "not enough memory to hash a password");
  return encoded;
}

bool PasswordHasher::verify(const std::string& encoded, const std::string& clear) {
  return matches_any({encoded}, clear);
}

bool PasswordHasher::matches_any(const std::vector<std::string>& encoded,
                                 const std::string& clear) {
  std::vector<char> matched(encoded.size(), 0);
  Gathering gathering(pool_);
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    gathering.run([&, i] {
      matched[i] = crypto_pwhash_str_verify(encoded[i].c_str(), clear.data(), clear.size()) == 0;
    });
  }
  gathering.wait();
  return std::find(matched.begin(), matched.end(), 1) != matched.end();
}

}  // namespace idm
