#include "namespaces/turn_queue.h"

#include <algorithm>
#include <utility>

namespace sockwatch {

void TurnQueue::Ask() {
  {
    const std::scoped_lock lock(mutex_);
    asked_ = true;
  }
  changed_.notify_all();
}

TurnTaken TurnQueue::Take(NetnsTurn& turn, std::chrono::nanoseconds patience,
                          const std::stop_token& stop) {
  Lock lock(mutex_);
  const auto ready = [this] { return urgent_ || (!asked_ && !running_); };
  const auto limit = std::chrono::steady_clock::now() + patience;
  const bool in_time = changed_.wait_until(lock, stop, limit, ready);
  if (turns_.empty()) {
    if (in_time || stop.stop_requested()) return TurnTaken::kOver;
    EndEarly();
    return TurnTaken::kLate;
  }
  turn = std::move(turns_.front());
  turns_.pop_front();
  urgent_ = urgent_ && !turns_.empty();
  if (turn.HoldsNamespace()) holding_ = false;
  lock.unlock();
  changed_.notify_all();
  return TurnTaken::kTurn;
}

void TurnQueue::GiveUp() {
  {
    const std::scoped_lock lock(mutex_);
    EndEarly();
  }
  changed_.notify_all();
}

void TurnQueue::EndEarly() {
  std::erase_if(turns_, [](const NetnsTurn& turn) { return turn.HoldsNamespace(); });
  holding_ = false;
  given_up_ = running_;
  asked_ = false;
}

void TurnQueue::Report(const TurnOutcome& outcome) {
  const std::scoped_lock lock(mutex_);
  outcomes_.push_back(outcome);
}

bool TurnQueue::WaitForAsk(std::chrono::nanoseconds timeout, const std::stop_token& stop) {
  Lock lock(mutex_);
  const auto limit = std::chrono::steady_clock::now() + timeout;
  if (!changed_.wait_until(lock, stop, limit, [this] { return asked_; })) return false;
  asked_ = false;
  running_ = true;
  given_up_ = false;
  return true;
}

bool TurnQueue::Offer(NetnsTurn turn, const std::stop_token& stop) {
  Lock lock(mutex_);
  const bool holds = turn.HoldsNamespace();
  changed_.wait(lock, stop, [this] { return turns_.size() < kMostWaiting || given_up_; });
  if (stop.stop_requested() || (holds && given_up_)) return false;
  turns_.push_back(std::move(turn));
  holding_ = holding_ || holds;
  urgent_ = urgent_ || holds || turns_.size() == kMostWaiting;
  if (!urgent_) return !given_up_;
  changed_.notify_all();
  if (holds) changed_.wait(lock, stop, [this] { return !holding_ || given_up_; });
  return !given_up_ && !stop.stop_requested();
}

void TurnQueue::EndRound() {
  {
    const std::scoped_lock lock(mutex_);
    running_ = false;
    urgent_ = !turns_.empty();
  }
  changed_.notify_all();
}

std::vector<TurnOutcome> TurnQueue::TakeOutcomes() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(outcomes_, {});
}

}  // namespace sockwatch
