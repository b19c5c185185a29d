#include <catch2/catch.hpp>
#include <memory>

#include "netlink/counting_new.h"
#include "netlink/counting_sink.h"
#include "netlink/netlink_source.h"
#include "support/fake_transport.h"

namespace sockwatch::testing {
namespace {

TEST_CASE("the counter sees an allocation") {
  const auto before = AllocationCount();
  const auto memory = std::make_unique<int>(1);
  CHECK(AllocationCount() == before + 1);
}

TEST_CASE("a dump allocates nothing, be it the first, good, failed or the one after") {
  FakeTransport transport;
  transport.Queue(Replay(LoadRecording("datagrams.bin")));
  transport.Queue({Failing(ReceiveStatus::kTimedOut)});
  transport.Queue(Replay(LoadRecording("states.bin")));
  SelfStats stats;
  NetlinkSource source(transport, stats);
  CountingSink sink;
  const auto before = AllocationCount();
  const DumpResult first = source.Dump(sink);
  const DumpResult failed = source.Dump(sink);
  const DumpResult next = source.Dump(sink);
  const auto after = AllocationCount();
  CHECK(after == before);
  CHECK(first == DumpResult::kComplete);
  CHECK(failed == DumpResult::kTimedOut);
  CHECK(next == DumpResult::kComplete);
  CHECK(sink.rows > 100);
}

}  // namespace
}  // namespace sockwatch::testing
