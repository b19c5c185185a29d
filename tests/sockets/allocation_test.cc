#include <catch2/catch.hpp>

#include "netlink/counting_new.h"
#include "sockets/other_sockets_reader.h"
#include "support/fake_transport.h"

namespace sockwatch::testing {
namespace {

TEST_CASE("a read allocates nothing, be it the first, good, failed or the one after") {
  FakeTransport transport;
  const auto queue_recordings = [&transport] {
    for (const auto* name : {"udp_ipv4.bin", "udp_ipv6.bin", "unix.bin"}) {
      transport.Queue(Replay(LoadRecording(name)));
    }
  };
  queue_recordings();
  transport.Queue({Failing(ReceiveStatus::kTimedOut)});
  transport.Queue({Failing(ReceiveStatus::kTimedOut)});
  queue_recordings();
  SelfStats stats;
  OtherSocketsReader reader(transport, stats);
  const auto before = AllocationCount();
  const OtherSockets first = reader.Read();
  const OtherSockets failed = reader.Read();
  const OtherSockets next = reader.Read();
  CHECK(AllocationCount() == before);
  CHECK(first.unix_known);
  CHECK_FALSE(failed.unix_known);
  CHECK(next.unix_known);
}

}  // namespace
}  // namespace sockwatch::testing
