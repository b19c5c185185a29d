#include "support/fake_transport.h"

#include <linux/netlink.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace sockwatch::testing {

FakeDump Replay(const std::vector<Bytes>& datagrams) {
  FakeDump dump;
  for (const auto& bytes : datagrams) dump.push_back(Datagram(bytes));
  return dump;
}

int FakeTransport::Send(std::span<const std::byte> request) {
  const int failure = open_ ? std::exchange(send_error_, 0) : ENOTCONN;
  if (failure != 0) return failure;
  if (asked_ == dumps_.size() || request.size() < sizeof(nlmsghdr)) return EINVAL;
  nlmsghdr header{};
  std::memcpy(&header, request.data(), sizeof(header));
  dumps_[asked_++].sequence = header.nlmsg_seq;
  return 0;
}

Received FakeTransport::Receive(std::span<std::byte> buffer) {
  if (!open_) return {ReceiveStatus::kFailed, 0, ENOTCONN};
  for (; delivered_ < asked_; ++delivered_) {
    Asked& dump = dumps_[delivered_];
    if (dump.next < dump.steps.size()) {
      return Deliver(dump.steps[dump.next++], dump.sequence, buffer);
    }
  }
  return {ReceiveStatus::kTimedOut, 0, 0};
}

Received FakeTransport::Deliver(const FakeStep& step, std::uint32_t sequence,
                                std::span<std::byte> buffer) const {
  Received received = step.received;
  if (received.status != ReceiveStatus::kDatagram) return received;
  if (step.bytes.size() > buffer.size()) return {ReceiveStatus::kTruncated, 0, 0};
  std::copy(step.bytes.begin(), step.bytes.end(), buffer.begin());
  received.length = step.bytes.size();
  if (step.restamp) Restamp(buffer.first(received.length), sequence, kPortId);
  return received;
}

int FakeTransport::Reset() {
  ++resets_;
  delivered_ = asked_;
  open_ = reset_error_ == 0;
  return std::exchange(reset_error_, 0);
}

std::uint32_t FakeTransport::LastSequence() const {
  return asked_ == 0 ? 0 : dumps_[asked_ - 1].sequence;
}

}  // namespace sockwatch::testing
