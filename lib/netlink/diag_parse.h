// One datagram of the reply to a TCP dump request, as rows. Pure: no socket, no state.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "netlink/diag_walk.h"
#include "sample/socket_sample.h"

namespace sockwatch {

// Rows of one datagram, reused from datagram to datagram.
class SampleBatch {
 public:
  static constexpr std::size_t kCapacity = 512;

  [[nodiscard]] bool Full() const { return size_ == kCapacity; }
  [[nodiscard]] std::span<const SocketSample> Rows() const { return {rows_.data(), size_}; }
  void Clear() { size_ = 0; }

  // Full() must not hold. The row to be written next, which becomes one of Rows() by Keep().
  SocketSample& Next() { return rows_[size_]; }
  void Keep() { ++size_; }

 private:
  std::array<SocketSample, kCapacity> rows_;
  std::size_t size_ = 0;
};

// Appends the rows of `datagram` to `batch`, as WalkDiagDatagram() meets them. More rows than the
// batch has room for (which kDiagBufferBytes cannot hold) are kMalformed.
DiagParsed ParseDiagDatagram(std::span<const std::byte> datagram, const DiagExchange& exchange,
                             SampleBatch& batch);

}  // namespace sockwatch
