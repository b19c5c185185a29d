#include "namespaces/netns_gate.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

constexpr MonoTime kStart{std::chrono::hours(1)};
constexpr SockstatTcp kTwoListeners{2, 0};

void Dump(NetnsGate& gate, const SockstatTcp& sockstat, const DumpedSockets& shown,
          MonoTime at = kStart) {
  gate.Begin(sockstat, at);
  gate.Complete(shown);
}

NetnsGate IdleGate() {
  NetnsGate gate;
  Dump(gate, kTwoListeners, {2, 0});
  Dump(gate, kTwoListeners, {2, 0});
  return gate;
}

TEST_CASE("A namespace may be skipped once two dumps have shown its listeners alone") {
  NetnsGate gate;
  CHECK_FALSE(gate.MaySkip({}, kStart));
  Dump(gate, kTwoListeners, {2, 0});
  CHECK_FALSE(gate.MaySkip(kTwoListeners, kStart));
  Dump(gate, kTwoListeners, {2, 0});
  CHECK(gate.MaySkip(kTwoListeners, kStart));
}

TEST_CASE("It may not be skipped when sockstat has changed, or for longer than 30 seconds") {
  const NetnsGate gate = IdleGate();
  CHECK_FALSE(gate.MaySkip({3, 0}, kStart));
  CHECK_FALSE(gate.MaySkip({1, 0}, kStart));
  CHECK_FALSE(gate.MaySkip({2, 1}, kStart));
  CHECK(gate.MaySkip(kTwoListeners, kStart + std::chrono::milliseconds(29'999)));
  CHECK_FALSE(gate.MaySkip(kTwoListeners, kStart + std::chrono::seconds(30)));
}

TEST_CASE("A dump without an end told may have been forgotten: nothing is skipped") {
  NetnsGate gate = IdleGate();
  gate.Begin(kTwoListeners, kStart);
  CHECK_FALSE(gate.MaySkip(kTwoListeners, kStart));
  gate.Complete({2, 0});
  CHECK(gate.MaySkip(kTwoListeners, kStart));
}

TEST_CASE("Anything but as many listeners as sockets takes two more quiet dumps") {
  NetnsGate gate = IdleGate();
  SECTION("another socket") { Dump(gate, {3, 0}, {2, 1}); }
  SECTION("a half-open connection, which sockstat does not count") { Dump(gate, {2, 0}, {2, 1}); }
  SECTION("TIME_WAIT") { Dump(gate, {2, 1}, {2, 0}); }
  SECTION("a listener that is gone already") { Dump(gate, {2, 0}, {1, 0}); }
  SECTION("a dump that failed") {
    gate.Begin(kTwoListeners, kStart);
    gate.Fail();
  }
  Dump(gate, kTwoListeners, {2, 0});
  CHECK_FALSE(gate.MaySkip(kTwoListeners, kStart));
  Dump(gate, kTwoListeners, {2, 0});
  CHECK(gate.MaySkip(kTwoListeners, kStart));
}

TEST_CASE("A namespace without any socket is as idle as one with listeners") {
  NetnsGate gate;
  Dump(gate, {}, {});
  Dump(gate, {}, {});
  CHECK(gate.MaySkip({}, kStart));
  CHECK_FALSE(gate.MaySkip({1, 0}, kStart));
}

}  // namespace
}  // namespace sockwatch
