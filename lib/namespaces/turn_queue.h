// Between the namespaces' thread, which makes turns, and the poller, which takes them: a round for
// each tick that asks for one. Of turns that keep a namespace alive there is one here at most, and
// none while nobody takes any; the thread makes the next one while the poller works on the last.
// Thread-safe, for these two.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <vector>

#include "namespaces/netns_turn.h"

namespace sockwatch {

enum class TurnTaken : std::uint8_t {
  kTurn,
  kOver,  // the round has no more
  kLate,  // none came in time: the round has been given up
};

class TurnQueue {
 public:
  // So many turns that hold nothing wait until the poller is woken for them.
  static constexpr std::size_t kMostWaiting = 64;

  // The poller's side. Asks for a round; one that was given up ends first.
  void Ask();

  // Waits for the next turn. kOver also once `stop` is requested.
  TurnTaken Take(NetnsTurn& turn, std::chrono::nanoseconds patience, const std::stop_token& stop);

  // Takes no more turns of this round. What holds a namespace is closed, all else waits for the
  // next round.
  void GiveUp();

  void Report(const TurnOutcome& outcome);

  // The thread's side. Whether a round was asked for within `timeout`; it begins then.
  bool WaitForAsk(std::chrono::nanoseconds timeout, const std::stop_token& stop);

  // Waits until the turn has its place, and until it has been taken if it keeps a namespace alive.
  // False once the round is given up or `stop` requested: then the turn has not been taken if it
  // keeps a namespace alive, and there is no use in more of them.
  bool Offer(NetnsTurn turn, const std::stop_token& stop);
  void EndRound();
  std::vector<TurnOutcome> TakeOutcomes();

 private:
  using Lock = std::unique_lock<std::mutex>;

  void EndEarly();

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<NetnsTurn> turns_;
  std::vector<TurnOutcome> outcomes_;
  bool asked_ = false;
  bool running_ = false;
  bool given_up_ = false;
  bool urgent_ = false;   // there is something that the poller is to be woken for
  bool holding_ = false;  // one of turns_ keeps a namespace alive
};

}  // namespace sockwatch
