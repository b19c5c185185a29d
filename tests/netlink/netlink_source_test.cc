#include "netlink/netlink_source.h"

#include <linux/netlink.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <memory>

#include "netlink/collecting_sink.h"
#include "support/fake_transport.h"

namespace sockwatch::testing {
namespace {

using Catch::Matchers::Contains;

DiagRow WithCookie(std::uint64_t cookie) {
  DiagRow row;
  row.cookie = cookie;
  return row;
}

FakeStep RowStep(std::uint64_t cookie) {
  return Datagram(DatagramBuilder().Row(WithCookie(cookie)).Build());
}

FakeStep DoneStep() { return Datagram(DatagramBuilder().Done().Build()); }

struct Bench {
  DumpResult Dump() {
    sink = std::make_unique<CollectingSink>();
    sink->stop_at = stop_at;
    sink->answer = answer;
    return source.Dump(*sink);
  }
  [[nodiscard]] std::vector<std::uint64_t> Seen() const { return Cookies(sink->rows); }
  [[nodiscard]] std::uint64_t Errors(ErrorReason reason) const {
    return stats.errors.at(static_cast<std::size_t>(reason)).Get();
  }

  FakeTransport transport;
  SelfStats stats;
  NetlinkSource source{transport, stats};
  std::unique_ptr<CollectingSink> sink;
  std::size_t stop_at = 0;
  DumpResult answer = DumpResult::kStopped;
};

using Cookies64 = std::vector<std::uint64_t>;

TEST_CASE("the socket is opened by the first dump and kept as long as dumps are complete") {
  Bench bench;
  CHECK(bench.transport.Resets() == 0);
  for (std::uint64_t i = 1; i <= 3; ++i) {
    bench.transport.Queue({RowStep(i), DoneStep()});
    CHECK(bench.Dump() == DumpResult::kComplete);
    CHECK(bench.Seen() == Cookies64{i});
  }
  CHECK(bench.transport.Resets() == 1);
  CHECK(bench.source.LastError().empty());
}

TEST_CASE("every dump has a sequence of its own") {
  Bench bench;
  bench.transport.Queue({DoneStep()});
  bench.transport.Queue({DoneStep()});
  bench.Dump();
  const auto first = bench.transport.LastSequence();
  bench.Dump();
  CHECK(first != 0);
  CHECK(bench.transport.LastSequence() != first);
}

TEST_CASE("the sink gets the rows of each datagram as it comes, and none for an empty one") {
  Bench bench;
  DatagramBuilder two;
  two.Row(WithCookie(1)).Row(WithCookie(2));
  bench.transport.Queue({Datagram(two.Build()), RowStep(3), DoneStep()});
  CHECK(bench.Dump() == DumpResult::kComplete);
  CHECK(bench.Seen() == Cookies64{1, 2, 3});
  CHECK(bench.sink->batches == 2);
  CHECK(bench.sink->largest_batch == 2);
}

TEST_CASE("a failure at any step ends the dump with its reason, and the next dump is good") {
  const auto [step, result] = GENERATE(table<FakeStep, DumpResult>({
      {Failing(ReceiveStatus::kTimedOut), DumpResult::kTimedOut},
      {Failing(ReceiveStatus::kFailed, ENOBUFS), DumpResult::kReceiveFailed},
      {Failing(ReceiveStatus::kTruncated), DumpResult::kTruncated},
      {Datagram(Bytes(kDiagBufferBytes + 1)), DumpResult::kTruncated},
      {Datagram({}), DumpResult::kMalformed},
      {Datagram(Bytes(100)), DumpResult::kMalformed},
      {Datagram(DatagramBuilder().Error(-EIO).Build()), DumpResult::kKernelError},
      {Datagram(DatagramBuilder().Done(-ENOMEM).Build()), DumpResult::kKernelError},
  }));
  const std::size_t at = GENERATE(0U, 1U, 2U, 3U);
  FakeDump dump = {RowStep(1), RowStep(2), RowStep(3), DoneStep()};
  dump[at] = step;
  Bench bench;
  bench.transport.Queue(dump);
  bench.transport.Queue({RowStep(9), DoneStep()});
  CHECK(bench.Dump() == result);
  CHECK(bench.Seen().size() == at);  // what came before the failure was passed on
  CHECK_FALSE(bench.source.LastError().empty());
  CHECK(bench.Dump() == DumpResult::kComplete);
  CHECK(bench.Seen() == Cookies64{9});
  CHECK(bench.transport.Resets() == 2);
  CHECK(bench.Errors(ErrorReason::kNetlinkStale) == 0);
  CHECK(bench.source.LastError().empty());
}

TEST_CASE("a request that cannot be sent fails the dump, and the next opens the socket again") {
  Bench bench;
  bench.transport.Queue({RowStep(1), DoneStep()});
  bench.transport.FailNextSend(ENOBUFS);
  CHECK(bench.Dump() == DumpResult::kSendFailed);
  CHECK_THAT(bench.source.LastError(), Contains("cannot send"));
  CHECK(bench.Dump() == DumpResult::kComplete);
  CHECK(bench.transport.Resets() == 2);
  CHECK(bench.Errors(ErrorReason::kNetlinkOpenFailed) == 0);
}

TEST_CASE("a socket that cannot be opened is counted, and tried again by the next dump") {
  Bench bench;
  bench.transport.Queue({RowStep(1), DoneStep()});
  bench.transport.FailNextReset(EMFILE);
  CHECK(bench.Dump() == DumpResult::kSendFailed);
  CHECK(bench.transport.Requests() == 0);
  CHECK(bench.Errors(ErrorReason::kNetlinkOpenFailed) == 1);
  CHECK_THAT(bench.source.LastError(), Contains("Too many open files"));
  CHECK(bench.Dump() == DumpResult::kComplete);
  CHECK(bench.Seen() == Cookies64{1});
  CHECK(bench.Errors(ErrorReason::kNetlinkOpenFailed) == 1);
}

TEST_CASE("a reopening that fails after a failed dump does not wedge the source") {
  Bench bench;
  bench.transport.Queue({Failing(ReceiveStatus::kTimedOut)});
  bench.transport.Queue({RowStep(1), DoneStep()});
  CHECK(bench.Dump() == DumpResult::kTimedOut);
  for (std::uint64_t failures = 1; failures <= 3; ++failures) {
    bench.transport.FailNextReset(ENFILE);
    CHECK(bench.Dump() == DumpResult::kSendFailed);
    CHECK(bench.Errors(ErrorReason::kNetlinkOpenFailed) == failures);
  }
  CHECK(bench.Dump() == DumpResult::kComplete);
}

TEST_CASE("a sink that refuses abandons the dump with its answer, and nothing of it comes later") {
  Bench bench;
  bench.answer = GENERATE(DumpResult::kStopped, DumpResult::kRingStalled, DumpResult::kTooLong);
  bench.stop_at = GENERATE(1U, 2U, 3U);
  bench.transport.Queue({RowStep(1), RowStep(2), RowStep(3), DoneStep()});
  bench.transport.Queue({RowStep(9), DoneStep()});
  CHECK(bench.Dump() == bench.answer);
  CHECK(bench.sink->batches == bench.stop_at);
  bench.stop_at = 0;
  CHECK(bench.Dump() == DumpResult::kComplete);
  CHECK(bench.Seen() == Cookies64{9});
  CHECK(bench.transport.Resets() == 2);
}

TEST_CASE("a sink that refuses the last rows outranks NLMSG_DONE beside them") {
  Bench bench;
  bench.stop_at = 1;
  bench.transport.Queue({Datagram(DatagramBuilder().Row().Done().Build())});
  CHECK(bench.Dump() == DumpResult::kStopped);
}

TEST_CASE("stale replies are drained and counted, and none of their rows or ends is taken") {
  Bench bench;
  const Bytes stale = DatagramBuilder(777, FakeTransport::kPortId).Row(WithCookie(5)).Build();
  const Bytes stale_end = DatagramBuilder(777, FakeTransport::kPortId).Done().Build();
  const Bytes other_port = DatagramBuilder(1, 1).Row(WithCookie(6)).Done().Build();
  bench.transport.Queue(
      {AsIs(stale), AsIs(stale_end), RowStep(1), AsIs(other_port), RowStep(2), DoneStep()});
  CHECK(bench.Dump() == DumpResult::kComplete);
  CHECK(bench.Seen() == Cookies64{1, 2});
  CHECK(bench.Errors(ErrorReason::kNetlinkStale) == 3);
}

TEST_CASE("datagrams that are not from the kernel are skipped and counted") {
  Bench bench;
  bench.transport.Queue(
      {Failing(ReceiveStatus::kForeign), RowStep(1), Failing(ReceiveStatus::kForeign), DoneStep()});
  CHECK(bench.Dump() == DumpResult::kComplete);
  CHECK(bench.Seen() == Cookies64{1});
  CHECK(bench.Errors(ErrorReason::kNetlinkStale) == 2);
}

TEST_CASE("a flood of datagrams that are nothing to us ends the dump") {
  const FakeStep step =
      GENERATE(Failing(ReceiveStatus::kForeign), Datagram(DatagramBuilder().Noop().Build()),
               AsIs(DatagramBuilder(777).Row().Build()));
  Bench bench;
  bench.transport.Queue(FakeDump(20'000, step));
  CHECK(bench.Dump() == DumpResult::kMalformed);
}

TEST_CASE("datagrams that are nothing to us, spread over a long dump, do not end it") {
  Bench bench;
  FakeDump dump;
  for (std::uint64_t i = 0; i < 12'000; ++i) {
    dump.push_back(Failing(ReceiveStatus::kForeign));
    dump.push_back(RowStep(i));
  }
  dump.push_back(DoneStep());
  bench.transport.Queue(dump);
  CHECK(bench.Dump() == DumpResult::kComplete);
  CHECK(bench.sink->rows.size() == 12'000);
}

TEST_CASE("rows of an unknown state are skipped and counted, and the dump is complete") {
  Bench bench;
  DiagRow unknown = WithCookie(1);
  unknown.state = 13;
  DatagramBuilder builder;
  builder.Row(unknown).Row(WithCookie(2)).Row(unknown).Done();
  bench.transport.Queue({Datagram(builder.Build())});
  CHECK(bench.Dump() == DumpResult::kComplete);
  CHECK(bench.Seen() == Cookies64{2});
  CHECK(bench.Errors(ErrorReason::kNetlinkBadRow) == 2);
}

TEST_CASE("NLM_F_DUMP_INTR anywhere makes the dump interrupted, though all rows are passed on") {
  constexpr std::uint16_t kFlags = NLM_F_MULTI | NLM_F_DUMP_INTR;
  const std::size_t at = GENERATE(0U, 1U, 2U);
  FakeDump dump = {RowStep(1), RowStep(2), DoneStep()};
  DatagramBuilder builder;
  builder.Flags(kFlags);
  at == 2 ? builder.Done() : builder.Row(WithCookie(at + 1));
  dump[at] = Datagram(builder.Build());
  Bench bench;
  bench.transport.Queue(dump);
  bench.transport.Queue({DoneStep()});
  CHECK(bench.Dump() == DumpResult::kInterrupted);
  CHECK(bench.Seen() == Cookies64{1, 2});
  CHECK(bench.Dump() == DumpResult::kComplete);
}

TEST_CASE("a missing tcp_diag module is named in the error text") {
  Bench bench;
  bench.transport.Queue({Datagram(DatagramBuilder().Error(-ENOENT).Build())});
  CHECK(bench.Dump() == DumpResult::kKernelError);
  CHECK_THAT(bench.source.LastError(), Contains("modprobe tcp_diag"));
}

}  // namespace
}  // namespace sockwatch::testing
