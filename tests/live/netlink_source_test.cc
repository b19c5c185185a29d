// The real NetlinkSource against the real kernel: every state, both families, against the zoo (what
// we made) and ss (what somebody else reads).
#include "netlink/netlink_source.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <span>
#include <tuple>
#include <vector>

#include "netlink/mnl_transport.h"
#include "selfstats/self_stats.h"
#include "support/check.h"
#include "support/netns.h"
#include "support/ss.h"
#include "support/tcp_zoo.h"

namespace sockwatch::testing {
namespace {

class KeepingSink final : public SampleSink {
 public:
  DumpResult Accept(std::span<const SocketSample> rows) override {
    samples.insert(samples.end(), rows.begin(), rows.end());
    return DumpResult::kComplete;
  }
  std::vector<SocketSample> samples;
};

// Everything a live dump needs, in a namespace made before the socket is opened.
struct Fixture {
  PrivateNetns netns;
  SelfStats stats;
  MnlTransport transport;
  NetlinkSource source{transport, stats};

  std::vector<SocketSample> Dump() {
    KeepingSink sink;
    REQUIRE(source.Dump(sink) == DumpResult::kComplete);
    return sink.samples;
  }
};

const SocketSample& Find(const std::vector<SocketSample>& samples, const ZooRow& row) {
  const auto found = std::find_if(samples.begin(), samples.end(), [&row](const SocketSample& s) {
    return s.family == row.family && s.local_port == row.local_port &&
           s.remote_port == row.remote_port;
  });
  REQUIRE(found != samples.end());
  return *found;
}

void CheckRow(const SocketSample& sample, const ZooRow& row) {
  CHECK(sample.state == row.state);
  CHECK(sample.inode == row.inode);
  CHECK(sample.receive_queue == row.receive_queue);
  CHECK((sample.timer == kTimerTimeWait) == row.minisock);
  const bool request = row.state == TcpState::kSynRecv;
  CHECK((sample.cgroup_id == 0) == (row.minisock || request));
  if (row.cookie != 0) CHECK(sample.cookie == row.cookie);
}

// What ss and we both say of a socket.
using Fact = std::tuple<std::uint64_t, TcpState, Family, std::uint32_t, std::uint16_t,
                        std::uint16_t, std::uint32_t, std::uint32_t>;

std::vector<Fact> Facts(const std::vector<SocketSample>& samples) {
  std::vector<Fact> facts;
  for (const SocketSample& s : samples) {
    facts.emplace_back(s.cookie, s.state, s.family, s.inode, s.local_port, s.remote_port,
                       s.receive_queue, s.send_queue);
  }
  std::sort(facts.begin(), facts.end());
  return facts;
}

std::vector<Fact> Facts(const std::vector<SsRow>& rows) {
  std::vector<Fact> facts;
  for (const SsRow& r : rows) {
    facts.emplace_back(r.cookie, r.state, r.GetFamily(), r.inode, r.local.port, r.peer.port,
                       r.receive_queue, r.send_queue);
  }
  std::sort(facts.begin(), facts.end());
  return facts;
}

TEST_CASE_METHOD(Fixture, "A dump shows each socket of the zoo as it was made, and no other") {
  const LoopbackKind kind =
      GENERATE(LoopbackKind::kIpv4, LoopbackKind::kIpv6, LoopbackKind::kV4Mapped);
  const TcpZoo zoo(kind);
  const std::vector<SocketSample> samples = Dump();
  CHECK(samples.size() == zoo.Rows().size());
  for (const ZooRow& row : zoo.Rows()) {
    INFO(row.what);
    CheckRow(Find(samples, row), row);
  }
}

TEST_CASE_METHOD(Fixture, "A dump and ss agree on every socket of both families") {
  const TcpZoo ipv4(LoopbackKind::kIpv4);
  const TcpZoo ipv6(LoopbackKind::kIpv6);
  const TcpZoo mapped(LoopbackKind::kV4Mapped);
  CHECK(Facts(Dump()) == Facts(RunSs()));
}

TEST_CASE_METHOD(Fixture, "Every socket has a cookie of its own, and keeps it in the next dump") {
  const TcpZoo zoo(LoopbackKind::kIpv4);
  const std::vector<Fact> first = Facts(Dump());
  const auto same_cookie = [](const Fact& a, const Fact& b) {
    return std::get<0>(a) == std::get<0>(b);
  };
  CHECK(std::adjacent_find(first.begin(), first.end(), same_cookie) == first.end());
  CHECK(std::get<0>(first.front()) != 0);
  CHECK(Facts(Dump()) == first);
}

TEST_CASE_METHOD(Fixture, "TIME_WAIT is as old as its timer says, to the time that passed") {
  const UniqueFd listener = Listen(SocketAddress::Loopback(LoopbackKind::kIpv4, 0));
  const auto to = SocketAddress::LocalOf(listener.Get());
  UniqueFd client = NewSocket(to);
  Connect(client.Get(), to);
  UniqueFd server = Accept(listener.Get());
  client.Reset();
  WaitForState(server.Get(), TcpState::kCloseWait);
  server.Reset();
  const auto closed = std::chrono::steady_clock::now();
  std::chrono::milliseconds age{};
  const auto old_enough = [&] {
    for (const SocketSample& row : Dump()) {
      if (row.state == TcpState::kTimeWait) age = TimeWaitAge(row);
    }
    return age >= std::chrono::milliseconds(300);
  };
  WaitUntil("TIME_WAIT has lasted for 300 ms", old_enough);
  CHECK(age <= std::chrono::steady_clock::now() - closed + std::chrono::milliseconds(20));
}

TEST_CASE_METHOD(Fixture, "A dump of an empty namespace is complete and empty") {
  CHECK(Dump().empty());
}

}  // namespace
}  // namespace sockwatch::testing
