// Recorded dumps, cut off at every byte and with every bit flipped.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "netlink/collecting_sink.h"
#include "netlink/diag_parse.h"
#include "netlink/netlink_source.h"
#include "support/fake_transport.h"

namespace sockwatch::testing {
namespace {

constexpr DiagExchange kOurs{.sequence = 1, .port_id = 7};

Bytes FirstDatagram(const std::string& recording) {
  Bytes bytes = LoadRecording(recording).front();
  Restamp(bytes, kOurs.sequence, kOurs.port_id);
  return bytes;
}

// One datagram that holds rows and NLMSG_DONE, as kernels send small dumps.
Bytes WholeDump() {
  Bytes bytes;
  for (const auto& datagram : LoadRecording("states.bin")) {
    bytes.insert(bytes.end(), datagram.begin(), datagram.end());
  }
  Restamp(bytes, kOurs.sequence, kOurs.port_id);
  return bytes;
}

bool IsPrefix(const std::vector<std::uint64_t>& part, const std::vector<std::uint64_t>& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

TEST_CASE("every prefix of a datagram gives a prefix of its rows, and only the whole is done") {
  const Bytes whole = WholeDump();
  SampleBatch batch;
  REQUIRE(ParseDiagDatagram(whole, kOurs, batch).outcome == DiagOutcome::kDone);
  const auto cookies = Cookies(batch.Rows());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    // A copy of just that size, so that the address sanitizer sees a read beyond it.
    const Bytes prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    batch.Clear();
    const DiagParsed parsed = ParseDiagDatagram(prefix, kOurs, batch);
    REQUIRE(parsed.outcome != DiagOutcome::kDone);
    REQUIRE(parsed.outcome != DiagOutcome::kKernelError);
    REQUIRE(parsed.bad_rows == 0);
    REQUIRE(IsPrefix(Cookies(batch.Rows()), cookies));
  }
}

// The first `length` bytes of all datagrams together.
FakeDump CutAt(const std::vector<Bytes>& datagrams, std::size_t length) {
  FakeDump dump;
  for (const auto& datagram : datagrams) {
    if (length == 0) break;
    const std::size_t taken = std::min(length, datagram.size());
    dump.push_back(Datagram({datagram.begin(), datagram.begin() + static_cast<long>(taken)}));
    length -= taken;
  }
  return dump;
}

TEST_CASE("a dump cut off at any byte is never complete, and the next dump is good") {
  // Each byte of the small one, and samples of the large one, to be quick under sanitizers.
  const auto [name, step] =
      GENERATE(table<const char*, std::size_t>({{"states.bin", 1}, {"datagrams.bin", 61}}));
  const auto datagrams = LoadRecording(name);
  std::size_t size = 0;
  for (const auto& datagram : datagrams) size += datagram.size();
  FakeTransport transport;
  SelfStats stats;
  NetlinkSource source(transport, stats);
  transport.Queue(Replay(datagrams));
  CollectingSink whole;
  REQUIRE(source.Dump(whole) == DumpResult::kComplete);
  const auto cookies = Cookies(whole.rows);
  for (std::size_t length = 0; length < size; length += step) {
    transport.Queue(CutAt(datagrams, length));
    transport.Queue(Replay(datagrams));
    CollectingSink cut;
    REQUIRE(source.Dump(cut) != DumpResult::kComplete);
    REQUIRE(IsPrefix(Cookies(cut.rows), cookies));
    CollectingSink next;
    REQUIRE(source.Dump(next) == DumpResult::kComplete);
    REQUIRE(Cookies(next.rows) == cookies);
  }
}

TEST_CASE("no flipped bit crashes the parser or makes rows that are none") {
  Bytes bytes = FirstDatagram("states.bin");
  SampleBatch batch;
  ParseDiagDatagram(bytes, kOurs, batch);
  const std::size_t rows = batch.Rows().size();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const auto mask = std::byte{static_cast<unsigned char>(1U << bit % 8)};
    bytes[bit / 8] ^= mask;
    batch.Clear();
    const DiagParsed parsed = ParseDiagDatagram(bytes, kOurs, batch);
    bytes[bit / 8] ^= mask;
    REQUIRE(batch.Rows().size() <= rows);
    REQUIRE(parsed.bad_rows + parsed.stale <= rows);
    for (const auto& row : batch.Rows()) REQUIRE(Index(row.state) < kTcpStateCount);
  }
}

}  // namespace
}  // namespace sockwatch::testing
