#include "support/tcp_zoo.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "support/netns.h"
#include "support/ss.h"

namespace sockwatch::testing {
namespace {

const SsRow* Find(const std::vector<SsRow>& seen, const ZooRow& row) {
  const auto found = std::find_if(seen.begin(), seen.end(), [&row](const SsRow& candidate) {
    return candidate.GetFamily() == row.family && candidate.local.port == row.local_port &&
           candidate.peer.port == row.remote_port;
  });
  return found == seen.end() ? nullptr : &*found;
}

std::array<std::uint32_t, kTcpStateCount> CountStates(const std::vector<SsRow>& rows) {
  std::array<std::uint32_t, kTcpStateCount> counts{};
  for (const SsRow& row : rows) ++counts.at(Index(row.state));
  return counts;
}

void CheckRow(const SsRow& seen, const ZooRow& row) {
  CHECK(seen.state == row.state);
  CHECK(seen.receive_queue == row.receive_queue);
  CHECK(seen.inode == row.inode);
  CHECK(seen.users.empty() == (row.inode == 0));
  CHECK((seen.timer == "timewait") == row.minisock);
  if (row.cookie != 0) CHECK(seen.cookie == row.cookie);
}

TEST_CASE("The zoo is what ss shows of it, row by row and no row more") {
  const LoopbackKind kind =
      GENERATE(LoopbackKind::kIpv4, LoopbackKind::kIpv6, LoopbackKind::kV4Mapped);
  const PrivateNetns netns;
  const TcpZoo zoo(kind);
  const std::vector<SsRow> seen = RunSs();
  CHECK(CountStates(seen) == zoo.Counts());
  for (const ZooRow& row : zoo.Rows()) {
    INFO(row.what);
    const SsRow* found = Find(seen, row);
    REQUIRE(found != nullptr);
    CheckRow(*found, row);
    if (kind == LoopbackKind::kV4Mapped) CHECK(found->local.address == "::ffff:127.0.0.1");
  }
}

TEST_CASE("The zoo holds every state but CLOSE, which no dump shows") {
  const PrivateNetns netns;
  const TcpZoo zoo(LoopbackKind::kIpv4);
  const auto counts = zoo.Counts();
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    INFO(TcpStateName(StateAt(i)));
    CHECK((counts.at(i) == 0) == (StateAt(i) == TcpState::kClose));
  }
}

TEST_CASE("Zoos of all address kinds stand side by side in one namespace") {
  const PrivateNetns netns;
  const TcpZoo ipv4(LoopbackKind::kIpv4);
  const TcpZoo ipv6(LoopbackKind::kIpv6);
  const TcpZoo mapped(LoopbackKind::kV4Mapped);
  CHECK(RunSs().size() == ipv4.Rows().size() + ipv6.Rows().size() + mapped.Rows().size());
}

TEST_CASE("A zoo that is gone leaves nothing in the way of the next") {
  const PrivateNetns netns;
  { const TcpZoo gone(LoopbackKind::kIpv4); }
  const TcpZoo zoo(LoopbackKind::kIpv4);
  CHECK(zoo.Row("CLOSE_WAIT, unread").receive_queue == 6);
  CHECK_THROWS_WITH(zoo.Row("UNICORN"), Catch::Contains("UNICORN"));
}

}  // namespace
}  // namespace sockwatch::testing
