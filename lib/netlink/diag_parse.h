// One netlink datagram of the reply to a diag dump request, as rows. Pure: no socket, no state.
//
// Written against include/uapi/linux/netlink.h, netlink(7) and net/netlink/af_netlink.c. libmnl's
// mnl_cb_run is not used: 1.0.4 takes NLMSG_DONE with an error for success.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sample/socket_sample.h"

namespace sockwatch {

// The largest datagram of a dump: the kernel fills what the largest receive so far had room for,
// but never more than 32 KiB (netlink_recvmsg, max_recvmsg_len).
inline constexpr std::size_t kDiagBufferBytes = 32768;

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

// What the messages of a reply must carry to be ours; others are stale.
struct DiagExchange {
  std::uint32_t sequence = 0;  // of the request
  std::uint32_t port_id = 0;   // of our socket
};

enum class DiagOutcome : std::uint8_t {
  kMore,         // the dump goes on in another datagram
  kDone,         // NLMSG_DONE with 0: the dump is whole
  kKernelError,  // NLMSG_ERROR, or NLMSG_DONE with an error
  kMalformed,    // this and nothing behind it can be trusted
};

struct DiagParsed {
  DiagOutcome outcome = DiagOutcome::kMore;
  bool interrupted = false;    // NLM_F_DUMP_INTR: the kernel calls the dump inconsistent
  int os_error = 0;            // errno, with kKernelError
  std::uint32_t stale = 0;     // messages skipped: another sequence or port id
  std::uint32_t bad_rows = 0;  // rows skipped: a state or family we do not know
};

// Appends the rows of `datagram` to `batch`. Whatever the outcome, the rows appended are true: they
// stood before what ended the parsing. An empty datagram, bytes left over, and more rows than the
// batch has room for (which kDiagBufferBytes cannot hold) are kMalformed. Nothing behind
// NLMSG_DONE is looked at.
DiagParsed ParseDiagDatagram(std::span<const std::byte> datagram, const DiagExchange& exchange,
                             SampleBatch& batch);

}  // namespace sockwatch
