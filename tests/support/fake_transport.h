// A diag socket without a kernel, which fails on demand at any step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "netlink/diag_transport.h"
#include "support/netlink_builder.h"

namespace sockwatch::testing {

// What one Receive() brings.
struct FakeStep {
  Received received{};  // `length` is filled in
  Bytes bytes;          // with kDatagram
  bool restamp = true;  // the messages get the sequence of the request they answer, and our port id
};

inline FakeStep Datagram(Bytes bytes) { return {{}, std::move(bytes), true}; }
inline FakeStep AsIs(Bytes bytes) { return {{}, std::move(bytes), false}; }
inline FakeStep Failing(ReceiveStatus status, int os_error = 0) {
  return {{status, 0, os_error}, {}, true};
}

using FakeDump = std::vector<FakeStep>;
FakeDump Replay(const std::vector<Bytes>& datagrams);

// Answers the n-th request with the n-th dump queued. As with the kernel, what a dump has left is
// delivered before the next one, with its old sequence, unless Reset() came between. Receives
// time out when nothing is left. Send() and Receive() allocate nothing.
class FakeTransport final : public DiagTransport {
 public:
  static constexpr std::uint32_t kPortId = 4711;

  void Queue(FakeDump dump) { dumps_.push_back({std::move(dump), 0, 0}); }

  // Errnos that the next Reset() or Send() answers, once.
  void FailNextReset(int os_error) { reset_error_ = os_error; }
  void FailNextSend(int os_error) { send_error_ = os_error; }

  int Send(std::span<const std::byte> request) override;
  Received Receive(std::span<std::byte> buffer) override;
  int Reset() override;
  [[nodiscard]] std::uint32_t PortId() const override { return kPortId; }

  [[nodiscard]] int Resets() const { return resets_; }
  [[nodiscard]] std::size_t Requests() const { return asked_; }
  [[nodiscard]] std::uint32_t LastSequence() const;

 private:
  struct Asked {
    FakeDump steps;
    std::size_t next = 0;
    std::uint32_t sequence = 0;
  };

  Received Deliver(const FakeStep& step, std::uint32_t sequence, std::span<std::byte> buffer) const;

  std::vector<Asked> dumps_;
  std::size_t asked_ = 0;      // dumps_[0 .. asked_) have been requested
  std::size_t delivered_ = 0;  // dumps_[0 .. delivered_) have nothing left
  int resets_ = 0;
  int reset_error_ = 0;
  int send_error_ = 0;
  bool open_ = false;
};

}  // namespace sockwatch::testing
