// The kernel's events as it counts them itself, against nstat(8).
#include <unistd.h>

#include <catch2/catch.hpp>
#include <vector>

#include "procnet/kernel_events_reader.h"
#include "support/check.h"
#include "support/netns.h"
#include "support/nstat.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

// A namespace of its own, where every count begins at 0.
struct Fixture {
  [[nodiscard]] std::uint64_t Count(KernelEvent event) {
    const auto counts = reader.Read();
    REQUIRE(counts);
    return counts->at(static_cast<std::size_t>(event));
  }
  void WaitFor(KernelEvent event) {
    WaitUntil(std::string(KernelEventName(event)), [&] { return Count(event) > 0; });
  }

  PrivateNetns netns;
  SelfStats stats;
  KernelEventsReader reader{"/proc", stats};
  UniqueFd listener = Listen(SocketAddress::Loopback(LoopbackKind::kIpv4, 0), 0);
  SocketAddress server = SocketAddress::LocalOf(listener.Get());
};

// Sockets must be closed by now: a SYN that is sent again would move the counts between two looks.
void CheckAllAgainstNstat(Fixture& fixture) {
  for (std::size_t i = 0; i < kKernelEventCount; ++i) {
    const auto event = static_cast<KernelEvent>(i);
    INFO(KernelEventName(event));
    CHECK(fixture.Count(event) == Nstat(std::string(KernelEventName(event))));
  }
}

TEST_CASE_METHOD(Fixture, "SYNs to a full accept queue are overflows and drops, as nstat says") {
  const UniqueFd accepted = NewSocket(server);
  Connect(accepted.Get(), server);  // a backlog of 0 has room for one
  CHECK(Count(KernelEvent::kListenOverflows) == 0);
  std::vector<UniqueFd> refused;
  for (int i = 0; i < 3; ++i) {
    refused.push_back(NewSocket(server));
    BeginConnect(refused.back().Get(), server);
  }
  WaitUntil("three overflows", [&] { return Count(KernelEvent::kListenOverflows) >= 3; });
  refused.clear();
  CHECK(Count(KernelEvent::kListenDrops) >= 3);
  CheckAllAgainstNstat(*this);
}

TEST_CASE_METHOD(Fixture, "A SYN that nobody answers is sent again, which is counted") {
  const UniqueFd accepted = NewSocket(server);
  Connect(accepted.Get(), server);
  UniqueFd refused = NewSocket(server);
  BeginConnect(refused.Get(), server);
  WaitFor(KernelEvent::kTcpSynRetrans);
  refused.Reset();
  CheckAllAgainstNstat(*this);
}

TEST_CASE_METHOD(Fixture, "A close with unread data is an abort") {
  UniqueFd client = NewSocket(server);
  Connect(client.Get(), server);
  UniqueFd accepted = Accept(listener.Get());
  Check(::write(client.Get(), "x", 1), "write");
  char seen = 0;
  Check(::recv(accepted.Get(), &seen, 1, MSG_PEEK), "recv");
  accepted.Reset();
  CHECK(Count(KernelEvent::kTcpAbortOnClose) == 1);
  CheckAllAgainstNstat(*this);
}

TEST_CASE_METHOD(Fixture, "A TIME_WAIT for which there is no bucket is an overflow") {
  SetSysctl("net/ipv4/tcp_max_tw_buckets", "0");
  UniqueFd client = NewSocket(server);
  Connect(client.Get(), server);
  UniqueFd accepted = Accept(listener.Get());
  client.Reset();
  accepted.Reset();
  WaitFor(KernelEvent::kTcpTimeWaitOverflow);
  CheckAllAgainstNstat(*this);
}

TEST_CASE_METHOD(Fixture, "A SYN answered with a cookie is counted") {
  SetSysctl("net/ipv4/tcp_syncookies", "2");
  const UniqueFd client = NewSocket(server);
  Connect(client.Get(), server);
  CHECK(Count(KernelEvent::kSyncookiesSent) == 1);
  CheckAllAgainstNstat(*this);
}

}  // namespace
}  // namespace sockwatch::testing
