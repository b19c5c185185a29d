// NetlinkSource fed with arbitrary datagrams.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "fuzz_transport.h"
#include "netlink/netlink_source.h"

namespace sockwatch {
namespace {

class CheckingSink final : public SampleSink {
 public:
  DumpResult Accept(std::span<const SocketSample> rows) override {
    if (rows.empty() || rows.size() > SampleBatch::kCapacity) std::abort();
    for (const auto& row : rows) {
      if (Index(row.state) >= kTcpStateCount) std::abort();
      if (static_cast<std::size_t>(row.family) >= kFamilyCount) std::abort();
    }
    return DumpResult::kComplete;
  }
};

}  // namespace
}  // namespace sockwatch

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sockwatch::FuzzTransport transport(std::as_bytes(std::span(data, size)));
  sockwatch::SelfStats stats;
  sockwatch::NetlinkSource source(transport, stats);
  sockwatch::CheckingSink sink;
  const auto result = source.Dump(sink);
  const bool complete = result == sockwatch::DumpResult::kComplete;
  if (complete != source.LastError().empty()) std::abort();
  return 0;
}
