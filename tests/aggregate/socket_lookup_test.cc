#include "aggregate/socket_lookup.h"

#include <catch2/catch.hpp>
#include <thread>

#include "harness.h"

namespace sockwatch::testing {
namespace {

struct Fixture : Harness {
  Fixture() { finder.holders[11] = {.pid = 42, .process = "orders", .unit = "orders.service"}; }

  std::vector<KnownSocket> Look(const std::vector<std::uint64_t>& cookies) {
    auto answer = aggregator.Lookup().Ask(cookies);
    aggregator.Drain();
    return answer.get();
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A socket is known with its group, its holder and since when") {
  Settle({Server(1, 8080, TcpState::kCloseWait, 11), Listener(2, 8080, 11)});
  clock.Advance(std::chrono::seconds(7));
  const auto answer = Look({1});
  REQUIRE(answer.at(0).labels);
  CHECK(*answer[0].labels == GroupLabels{"", "orders.service", "orders", "server", "8080"});
  CHECK(answer[0].pid == 42);
  CHECK(answer[0].state == TcpState::kCloseWait);
  CHECK(answer[0].certainty == Certainty::kConfirmed);
  CHECK(clock.WallNow() - answer[0].since == std::chrono::seconds(7));
}

TEST_CASE_METHOD(Fixture,
                 "Answers stand in the order of the question, gaps where nothing is known") {
  Settle({Server(1, 8080, TcpState::kEstablished, 11), Client(2, 443, TcpState::kEstablished, 12)});
  const auto answer = Look({99, 2, 0, 1});
  REQUIRE(answer.size() == 4);
  CHECK_FALSE(answer[0].labels);
  CHECK(answer[1].labels->process == "unattributed");
  CHECK(answer[1].reason == UnattributedReason::kNoProcess);
  CHECK(answer[1].pid == 0);
  CHECK_FALSE(answer[2].labels);
  CHECK(answer[3].labels->process == "orders");
}

TEST_CASE_METHOD(Fixture, "Sockets of one group share its labels") {
  Settle(
      {Server(1, 8080, TcpState::kEstablished, 11), Server(2, 8080, TcpState::kEstablished, 11)});
  const auto answer = Look({1, 2});
  CHECK(answer.at(0).labels == answer.at(1).labels);
}

TEST_CASE_METHOD(Fixture, "Who asks from another thread is answered while ticks go on") {
  Settle({Server(1, 8080, TcpState::kEstablished, 11)});
  std::jthread running([this](const std::stop_token& stop) { aggregator.Run(stop); });
  for (int i = 0; i < 100; ++i) {
    const auto answer = aggregator.Lookup().Ask({1}).get();
    REQUIRE(answer.at(0).labels->process == "orders");
  }
  running.request_stop();
  ring.Wake();
}

}  // namespace sockwatch::testing
