// NetlinkSource fed with arbitrary datagrams. The input has the form of
// tests/fixtures/netlink/*.bin: each datagram after its length as a u32; a length that is too large
// takes the rest.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>

#include "netlink/netlink_source.h"

namespace sockwatch {
namespace {

constexpr std::uint32_t kPortId = 7;

class FuzzTransport final : public DiagTransport {
 public:
  explicit FuzzTransport(std::span<const std::byte> input) : input_(input) {}

  int Send(std::span<const std::byte>) override { return 0; }
  int Reset() override { return 0; }
  [[nodiscard]] std::uint32_t PortId() const override { return kPortId; }

  Received Receive(std::span<std::byte> buffer) override {
    std::uint32_t length = 0;
    if (input_.size() <= sizeof(length)) return {ReceiveStatus::kTimedOut, 0, 0};
    std::memcpy(&length, input_.data(), sizeof(length));
    input_ = input_.subspan(sizeof(length));
    const std::size_t taken = std::min<std::size_t>({length, input_.size(), buffer.size()});
    std::memcpy(buffer.data(), input_.data(), taken);
    input_ = input_.subspan(taken);
    return {ReceiveStatus::kDatagram, taken, 0};
  }

 private:
  std::span<const std::byte> input_;
};

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
