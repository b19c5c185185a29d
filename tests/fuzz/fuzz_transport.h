// A diag socket that answers with the fuzzer's input, whatever is asked.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

#include "netlink/diag_transport.h"

namespace sockwatch {

// The input has the form of tests/fixtures/netlink/*.bin: each datagram after its length as a u32;
// a length that is too large takes the rest.
class FuzzTransport final : public DiagTransport {
 public:
  explicit FuzzTransport(std::span<const std::byte> input) : input_(input) {}

  int Send(std::span<const std::byte>) override { return 0; }
  int Reset() override { return 0; }
  [[nodiscard]] std::uint32_t PortId() const override { return 7; }  // as in the seeds

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

}  // namespace sockwatch
