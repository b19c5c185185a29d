#include "api/socket_dump.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Ask;
using testing::At;
using testing::Orders;
using testing::Owner;
using testing::Sample;

// A kernel of `sockets` sockets and an aggregator that knows them all.
struct Fixture {
  std::unique_ptr<SocketDumps> Make() {
    return std::make_unique<SocketDumps>(DumpReads{
        .dump = [this](std::uint32_t states, SampleSink& sink) { return Dump(states, sink); },
        .lookup = [this](std::vector<std::uint64_t> cookies) { return Lookup(cookies); },
        .ports = [] { return EphemeralPorts(); },
        .snapshot = [] { return std::make_shared<const Snapshot>(); },
        .now = [] { return At(1'000'000); }});
  }

  DumpResult Dump(std::uint32_t states, SampleSink& sink) {
    asked_states = states;
    if (on_dump) on_dump();
    for (std::uint64_t i = 1; i <= sockets; ++i) {
      const SocketSample row = Sample(i, TcpState::kCloseWait, {.local_port = 8080});
      const DumpResult taken = sink.Accept({&row, 1});
      if (taken != DumpResult::kComplete) return taken;
    }
    return result;
  }

  std::future<SocketLookup::Answer> Lookup(const std::vector<std::uint64_t>& cookies) {
    lookups.push_back(cookies.size());
    std::promise<SocketLookup::Answer> answer;
    answer.set_value(SocketLookup::Answer(cookies.size(), Owner(Orders(), TcpState::kCloseWait)));
    return answer.get_future();
  }

  Result<Data> Get(SocketDumps& dumps, const Parameters& parameters = {}) {
    std::promise<Result<Data>> answer;
    REQUIRE(dumps.Ask({Resource::kSockets, Ask(Resource::kSockets, parameters),
                       [&](Result<Data> data) { answer.set_value(std::move(data)); }}));
    return answer.get_future().get();
  }

  using Outcomes = std::vector<std::future<Result<Data>>>;
  bool AskLater(SocketDumps& dumps, Outcomes& outcomes) {
    auto answer = std::make_shared<std::promise<Result<Data>>>();
    auto outcome = answer->get_future();
    const bool asked =
        dumps.Ask({Resource::kSockets, Ask(Resource::kSockets),
                   [answer](Result<Data> data) { answer->set_value(std::move(data)); }});
    if (asked) outcomes.push_back(std::move(outcome));
    return asked;
  }

  std::uint64_t sockets = 3;
  DumpResult result = DumpResult::kComplete;
  std::function<void()> on_dump;
  std::uint32_t asked_states = 0;
  std::vector<std::size_t> lookups;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A question is answered by one dump of the states that it is about") {
  const auto dumps = Make();
  const auto data = Get(*dumps, {{"state", "close_wait"}});
  REQUIRE(data);
  CHECK(asked_states == 0x100);
  CHECK(data.Value().total == 3);
  CHECK(data.Value().data.at(0)["process"] == "orders");
  CHECK(lookups == std::vector<std::size_t>{3});
}

TEST_CASE_METHOD(Fixture, "Owners of no more than the limit are asked for, once") {
  sockets = 25'000;
  const auto dumps = Make();
  const auto data = Get(*dumps, {{"limit", "10000"}});
  CHECK(data.Value().total == 25'000);
  CHECK(data.Value().truncated);
  CHECK(lookups == std::vector<std::size_t>{10'000});
}

TEST_CASE_METHOD(Fixture, "Rows whose owners are told later than others are counted are shown") {
  const auto dumps = Make();
  const auto data = Get(*dumps, {{"limit", "1"}});
  CHECK(data.Value().data.size() == 1);
  CHECK(data.Value().total == 3);
}

TEST_CASE_METHOD(Fixture, "Where owners decide all are asked for, ten thousand at a time") {
  sockets = 25'000;
  const auto dumps = Make();
  const auto data = Get(*dumps, {{"process", "orders"}, {"limit", "1"}});
  CHECK(data.Value().total == 25'000);
  CHECK(lookups == std::vector<std::size_t>{10'000, 10'000, 5'000});
}

TEST_CASE_METHOD(Fixture, "Nothing is dumped for what cannot match") {
  const auto dumps = Make();
  CHECK(Get(*dumps, {{"netns", "pod"}}).Value().total == 0);
  CHECK(asked_states == 0);
}

TEST_CASE_METHOD(Fixture, "A dump that fails is an error that says how") {
  result = DumpResult::kTimedOut;
  const auto dumps = Make();
  CHECK(Get(*dumps).Failure().text == "the dump of the sockets failed: timed_out");
}

TEST_CASE_METHOD(Fixture, "One dump at a time, few that wait, and the rest are turned away") {
  std::promise<void> go;
  const auto gone = go.get_future().share();
  std::promise<void> begun;
  std::atomic<int> running{0};
  on_dump = [&, first = true]() mutable {
    CHECK(++running == 1);
    if (first) begun.set_value();
    first = false;
    gone.wait();
    --running;
  };
  const auto dumps = Make();
  Outcomes outcomes;
  REQUIRE(AskLater(*dumps, outcomes));
  begun.get_future().wait();
  for (std::size_t i = 0; i < SocketDumps::kMostWaiting; ++i) CHECK(AskLater(*dumps, outcomes));
  CHECK_FALSE(AskLater(*dumps, outcomes));
  go.set_value();
  for (auto& outcome : outcomes) CHECK(outcome.get());
}

TEST_CASE_METHOD(Fixture, "At the end the dump under way stops, and those that wait are told") {
  sockets = 1'000'000'000;
  std::promise<void> begun;
  on_dump = [&] { begun.set_value(); };
  auto dumps = Make();
  Outcomes outcomes;
  REQUIRE(AskLater(*dumps, outcomes));
  begun.get_future().wait();
  REQUIRE(AskLater(*dumps, outcomes));
  dumps.reset();
  for (auto& outcome : outcomes) CHECK(outcome.get().Failure().text == "sockwatchd is stopping");
}

}  // namespace sockwatch::api
