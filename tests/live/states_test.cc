// What is published, number by number, against `ss -tanp` on the same sockets.
#include <unistd.h>

#include <map>
#include <vector>

#include "live/live_pipeline.h"
#include "support/child.h"
#include "support/ss.h"
#include "support/tcp_zoo.h"

namespace sockwatch::testing {
namespace {

using Totals = std::array<StateCounts, kFamilyCount>;

Totals TotalsOf(const std::vector<SsRow>& rows) {
  Totals totals{};
  for (const SsRow& row : rows) {
    ++totals.at(static_cast<std::size_t>(row.GetFamily())).at(Index(row.state));
  }
  return totals;
}

// Sockets that ss gives to that process, by state.
StateCounts HeldBy(const std::vector<SsRow>& rows, const std::string& process) {
  StateCounts held{};
  for (const SsRow& row : rows) {
    const auto is_holder = [&](const SsUser& user) { return user.process == process; };
    if (std::any_of(row.users.begin(), row.users.end(), is_holder)) ++held.at(Index(row.state));
  }
  return held;
}

std::string OwnComm(const std::vector<SsRow>& rows) {
  for (const SsRow& row : rows) {
    for (const SsUser& user : row.users) {
      if (user.pid == ::getpid()) return user.process;
    }
  }
  return "";
}

TEST_CASE("Every state of both families is counted as ss counts it") {
  LivePipeline pipeline;
  const TcpZoo ipv4(LoopbackKind::kIpv4);
  const TcpZoo ipv6(LoopbackKind::kIpv6);
  const TcpZoo mapped(LoopbackKind::kV4Mapped);
  const auto snapshot = pipeline.Tick();
  CHECK(snapshot->netns.front().sockets == TotalsOf(RunSs()));
  CHECK(InvariantBreaches(*snapshot).empty());
}

TEST_CASE("The kernel's own totals agree with ours on sockets at rest") {
  LivePipeline pipeline;
  const TcpZoo zoo(LoopbackKind::kIpv4);
  const auto difference = pipeline.Tick()->netns.front().difference;
  REQUIRE(difference);
  CHECK(difference->curr_estab == 0);
  CHECK(difference->inuse == 0);
  CHECK(difference->time_wait == 0);
}

TEST_CASE("A process has at least the sockets ss -p gives it, and orphans are no one else's") {
  LivePipeline pipeline;
  const TcpZoo zoo(LoopbackKind::kIpv4);
  const auto snapshot = pipeline.Tick();
  const auto rows = RunSs();
  const std::string self = OwnComm(rows);
  const StateCounts held = HeldBy(rows, self);
  const StateCounts all = zoo.Counts();
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    INFO(TcpStateName(StateAt(i)));
    const std::uint32_t ours = CountOf(*snapshot, self, StateAt(i));
    CHECK(ours >= held.at(i));
    CHECK(ours + CountOf(*snapshot, "unattributed", StateAt(i)) == all.at(i));
  }
}

// One process opens and closes as fast as it can while we look.
int Churn(LinePipe& pipe) {
  const auto at = SocketAddress::Loopback(LoopbackKind::kIpv4, 0);
  const UniqueFd listener = Listen(at);
  const auto to = SocketAddress::LocalOf(listener.Get());
  pipe.Write("ready");
  for (int i = 0; i < 20000; ++i) {
    const UniqueFd client = NewSocket(to);
    Connect(client.Get(), to);
    const UniqueFd server = Accept(listener.Get());
  }
  return 0;
}

TEST_CASE("Sums over groups equal the totals at every tick while sockets come and go") {
  LivePipeline pipeline;
  Child churn = Child::Fork(Churn);
  REQUIRE(churn.Pipe().Read() == "ready");
  for (int tick = 0; tick < 30; ++tick) {
    CHECK(InvariantBreaches(*pipeline.Tick()).empty());
  }
}

}  // namespace
}  // namespace sockwatch::testing
