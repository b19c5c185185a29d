// Recorded UDP and UNIX dumps: counted, cut off at every byte, and with every bit flipped.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "netlink/udp_diag.h"
#include "netlink/unix_diag.h"
#include "support/netlink_builder.h"
#include "support/other_zoo.h"

namespace sockwatch::testing {
namespace {

constexpr DiagExchange kOurs{.sequence = 1, .port_id = 7};

// Counts of either kind, one after another.
using Flat = std::vector<std::uint32_t>;

struct Case {
  std::string recording;
  Flat expected;
  // Adds to the counts of nothing.
  std::function<DiagParsed(std::span<const std::byte>, Flat&)> count;
};

Case UdpCase(const std::string& recording, Family family) {
  const UdpStateCounts& zoo = kOtherZoo.udp.at(static_cast<std::size_t>(family));
  return {recording, Flat(zoo.begin(), zoo.end()),
          [family](std::span<const std::byte> datagram, Flat& flat) {
            UdpStateCounts counts{};
            const DiagParsed parsed = CountUdpSockets(datagram, kOurs, family, counts);
            flat.assign(counts.begin(), counts.end());
            return parsed;
          }};
}

Flat Flatten(const UnixCounts& counts) {
  Flat flat;
  for (const auto& type : counts) flat.insert(flat.end(), type.begin(), type.end());
  return flat;
}

Case UnixCase() {
  return {"unix.bin", Flatten(kOtherZoo.unix_sockets),
          [](std::span<const std::byte> datagram, Flat& flat) {
            UnixCounts counts{};
            const DiagParsed parsed = CountUnixSockets(datagram, kOurs, counts);
            flat = Flatten(counts);
            return parsed;
          }};
}

Case AnyCase() {
  const int which = GENERATE(0, 1, 2);
  if (which == 0) return UdpCase("udp_ipv4.bin", Family::kIpv4);
  if (which == 1) return UdpCase("udp_ipv6.bin", Family::kIpv6);
  return UnixCase();
}

// Rows and NLMSG_DONE in one datagram.
Bytes WholeDump(const std::string& recording) {
  Bytes bytes;
  for (const auto& datagram : LoadRecording(recording)) {
    bytes.insert(bytes.end(), datagram.begin(), datagram.end());
  }
  Restamp(bytes, kOurs.sequence, kOurs.port_id);
  return bytes;
}

std::uint32_t Sum(const Flat& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint32_t{0});
}

TEST_CASE("a recorded dump counts what was made") {
  const Case kind = AnyCase();
  Flat counts;
  const DiagParsed parsed = kind.count(WholeDump(kind.recording), counts);
  CHECK(parsed.outcome == DiagOutcome::kDone);
  CHECK(parsed.bad_rows == 0);
  CHECK(counts == kind.expected);
}

TEST_CASE("no prefix of a dump is done, and none counts a socket that the whole has not") {
  const Case kind = AnyCase();
  const Bytes whole = WholeDump(kind.recording);
  std::uint32_t before = 0;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    // A copy of just that size, so that the address sanitizer sees a read beyond it.
    const Bytes prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    Flat counts;
    const DiagParsed parsed = kind.count(prefix, counts);
    REQUIRE(parsed.outcome != DiagOutcome::kDone);
    REQUIRE(parsed.outcome != DiagOutcome::kKernelError);
    REQUIRE(parsed.bad_rows == 0);
    REQUIRE(Sum(counts) == parsed.rows);
    REQUIRE((Sum(counts) == before || Sum(counts) == before + 1));
    before = Sum(counts);
  }
  CHECK(before == Sum(kind.expected));
}

TEST_CASE("no flipped bit crashes a counter or makes sockets that are none") {
  const Case kind = AnyCase();
  Bytes bytes = WholeDump(kind.recording);
  const std::uint32_t sockets = Sum(kind.expected);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const auto mask = std::byte{static_cast<unsigned char>(1U << bit % 8)};
    bytes[bit / 8] ^= mask;
    Flat counts;
    const DiagParsed parsed = kind.count(bytes, counts);
    bytes[bit / 8] ^= mask;
    REQUIRE(Sum(counts) == parsed.rows);
    REQUIRE(parsed.rows + parsed.bad_rows <= sockets);
  }
}

}  // namespace
}  // namespace sockwatch::testing
