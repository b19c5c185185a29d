#include "namespaces/turn_queue.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kLong{20};  // never waited for
constexpr std::chrono::milliseconds kShort{20};

NetnsTurn Mark(NetnsId id, TurnKind kind = TurnKind::kUnchanged) {
  NetnsTurn turn;
  turn.id = id;
  turn.kind = kind;
  return turn;
}

NetnsTurn Holding(NetnsId id) {
  NetnsTurn turn = Mark(id, TurnKind::kDump);
  turn.diag = UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  return turn;
}

struct Fixture {
  // A thread that plays its part of a round as soon as one is asked for. Checks are the test's own.
  template <typename Act>
  std::jthread Round(Act act) {
    return std::jthread([this, act](const std::stop_token& until) {
      if (!queue.WaitForAsk(kLong, until)) return;
      act(until);
      queue.EndRound();
    });
  }
  TurnTaken Take(std::chrono::nanoseconds patience = kLong) {
    return queue.Take(turn, patience, stop.get_token());
  }
  TurnQueue queue;
  NetnsTurn turn;
  std::stop_source stop;
};

TEST_CASE_METHOD(Fixture, "The turns of a round come in order, then it is over") {
  const auto thread = Round([&](const std::stop_token& until) {
    queue.Offer(Mark(1), until);
    queue.Offer(Holding(2), until);
    queue.Offer(Mark(3), until);
  });
  queue.Ask();
  for (NetnsId id = 1; id <= 3; ++id) {
    REQUIRE(Take() == TurnTaken::kTurn);
    CHECK(turn.id == id);
    CHECK(turn.HoldsNamespace() == (id == 2));
  }
  CHECK(Take() == TurnTaken::kOver);
}

TEST_CASE_METHOD(Fixture, "More marks than may wait are no obstacle") {
  const auto thread = Round([&](const std::stop_token& until) {
    for (NetnsId id = 1; id <= 300; ++id) queue.Offer(Mark(id), until);
  });
  queue.Ask();
  int taken = 0;
  while (Take() == TurnTaken::kTurn) CHECK(turn.id == ++taken);
  CHECK(taken == 300);
}

TEST_CASE_METHOD(Fixture, "A turn that keeps a namespace alive is offered when it has been taken") {
  std::atomic<bool> taken = false;
  bool early = false;
  std::jthread thread = Round([&](const std::stop_token& until) {
    queue.Offer(Holding(1), until);
    early = !taken;
  });
  queue.Ask();
  while (!thread.get_stop_token().stop_requested() && !taken) {
    taken = true;  // before it is
    REQUIRE(Take() == TurnTaken::kTurn);
  }
  thread.join();
  CHECK_FALSE(early);
}

TEST_CASE_METHOD(Fixture,
                 "A thread that hangs costs the poller its patience, and what it has late "
                 "is closed") {
  std::stop_source hang;
  bool taken = false;
  std::jthread thread = Round([&](const std::stop_token& until) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any().wait(lock, hang.get_token(), [] { return false; });
    taken = queue.Offer(Holding(1), until);
  });
  queue.Ask();
  CHECK(Take(kShort) == TurnTaken::kLate);
  queue.Ask();  // the next tick
  CHECK(Take(kShort) == TurnTaken::kLate);
  hang.request_stop();
  thread.join();
  CHECK_FALSE(taken);
}

TEST_CASE_METHOD(Fixture,
                 "A round that is given up drops what holds a namespace, and keeps marks") {
  bool taken = true;
  std::jthread thread = Round([&](const std::stop_token& until) {
    queue.Offer(Mark(1, TurnKind::kGone), until);
    taken = queue.Offer(Holding(2), until);
  });
  queue.Ask();
  REQUIRE(Take() == TurnTaken::kTurn);
  CHECK(turn.id == 1);
  queue.GiveUp();
  thread.join();
  CHECK_FALSE(taken);
  CHECK(Take() == TurnTaken::kOver);
  thread = Round([](const std::stop_token&) {});
  queue.Ask();
  CHECK(Take() == TurnTaken::kOver);
}

TEST_CASE_METHOD(Fixture, "Marks left over come with the next round") {
  std::jthread thread = Round([&](const std::stop_token& until) {
    for (NetnsId id = 1; id <= 3; ++id) queue.Offer(Mark(id, TurnKind::kGone), until);
  });
  queue.Ask();
  REQUIRE(Take() == TurnTaken::kTurn);
  queue.GiveUp();
  thread.join();
  thread = Round([](const std::stop_token&) {});
  queue.Ask();
  CHECK(Take() == TurnTaken::kTurn);
  CHECK(Take() == TurnTaken::kTurn);
  CHECK(turn.id == 3);
  CHECK(Take() == TurnTaken::kOver);
}

TEST_CASE_METHOD(Fixture, "Stopping wakes both sides") {
  bool offered = true;
  std::jthread thread =
      Round([&](const std::stop_token& until) { offered = queue.Offer(Holding(1), until); });
  queue.Ask();
  thread.request_stop();
  thread.join();
  CHECK_FALSE(offered);
  std::jthread deaf = Round([](const std::stop_token&) {});
  deaf.request_stop();
  deaf.join();
  stop.request_stop();
  queue.Ask();
  CHECK(Take() != TurnTaken::kLate);
}

TEST_CASE_METHOD(Fixture, "Outcomes are taken once") {
  queue.Report({.id = 1, .complete = true, .sockets = {2, 3}});
  const auto outcomes = queue.TakeOutcomes();
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].sockets.others == 3);
  CHECK(queue.TakeOutcomes().empty());
}

}  // namespace
}  // namespace sockwatch
