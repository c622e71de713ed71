#include "provisioning/target_desk.h"

#include <algorithm>

#include "core/log.h"

namespace idm::provisioning {
namespace {

/// An answer that takes longer is not worth other callers' time.
constexpr std::chrono::milliseconds slow{500};

}  // namespace

TargetDesk::TargetDesk(connectors::Target target, Make make)
    : target_(std::move(target)),
      make_(make),
      most_at_once_(std::stoul(target_.option("concurrency"))),
      failures_allowed_(std::stoi(target_.option("breaker_failures"))),
      pause_(std::stol(target_.option("breaker_pause_ms"))) {
  // The first one is made here, where it is told when it cannot make sense of its options.
  if (make_) idle_.push_back(make_(target_));
}

TargetDesk::Loan TargetDesk::begin() {
  const std::lock_guard lock(mutex_);
  Loan loan{nullptr, Clock::now(), false};
  if (loan.since < alone_until_) return loan;
  const bool probing = failures_in_a_row_ >= failures_allowed_;
  if (running_.size() >= (probing ? 1 : most_at_once_)) return loan;
  if (!idle_.empty()) {
    loan.connector = std::move(idle_.back());
    idle_.pop_back();
  } else if (make_) {
    loan.connector = make_(target_);
  }
  loan.granted = true;
  running_.insert(loan.since);
  return loan;
}

void TargetDesk::end(Loan loan, std::optional<bool> at_fault) {
  const std::lock_guard lock(mutex_);
  running_.erase(running_.find(loan.since));
  if (loan.connector) idle_.push_back(std::move(loan.connector));
  if (!at_fault) return;
  const bool was_alone = failures_in_a_row_ >= failures_allowed_;
  if (!*at_fault) {
    if (was_alone)
      log::info("target_answers_again", {
                                            {"system", target_.id}
      });
    failures_in_a_row_ = 0;
    return;
  }
  if (++failures_in_a_row_ < failures_allowed_) return;
  alone_until_ = Clock::now() + pause_;
  if (!was_alone)
    log::warn("target_left_alone", {
                                       {"system",   target_.id        },
                                       {"failures", failures_in_a_row_},
                                       {"pause_ms", pause_.count()    }
    });
}

std::chrono::milliseconds TargetDesk::left_alone() const {
  const std::lock_guard lock(mutex_);
  return std::max(
      std::chrono::milliseconds(0),
      std::chrono::duration_cast<std::chrono::milliseconds>(alone_until_ - Clock::now()));
}

bool TargetDesk::is_idle() const {
  const std::lock_guard lock(mutex_);
  return running_.empty();
}

bool TargetDesk::answers() const {
  const std::lock_guard lock(mutex_);
  return failures_in_a_row_ == 0 && (running_.empty() || Clock::now() - *running_.begin() < slow);
}

}  // namespace idm::provisioning
