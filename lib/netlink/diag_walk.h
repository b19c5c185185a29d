// The messages of one datagram of a sock_diag reply, whatever its rows are. Pure: no socket, no
// state.
//
// Written against include/uapi/linux/netlink.h, netlink(7) and net/netlink/af_netlink.c. libmnl's
// mnl_cb_run is not used: 1.0.4 takes NLMSG_DONE with an error for success.
#pragma once

#include <linux/netlink.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "netlink/diag_row.h"
#include "netlink/load.h"

namespace sockwatch {

// The largest datagram of a dump: the kernel fills what the largest receive so far had room for,
// but never more than 32 KiB (netlink_recvmsg, max_recvmsg_len).
inline constexpr std::size_t kDiagBufferBytes = 32768;

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
  std::uint32_t rows = 0;      // rows taken
  std::uint32_t stale = 0;     // messages skipped: another sequence or port id
  std::uint32_t bad_rows = 0;  // rows skipped: a state, family or type we do not know
};

// Books a message that is no row: its status, or that it has no place in a reply.
void TakeControlMessage(std::uint16_t type, std::span<const std::byte> payload, DiagParsed& parsed);

// Books what became of a row.
inline void TakeRowOutcome(RowOutcome outcome, DiagParsed& parsed) {
  switch (outcome) {
    case RowOutcome::kRow:
      ++parsed.rows;
      break;
    case RowOutcome::kUnknown:
      ++parsed.bad_rows;
      break;
    case RowOutcome::kMalformed:
      parsed.outcome = DiagOutcome::kMalformed;
      break;
  }
}

// Gives `take_row` (payload -> RowOutcome) what each message of type `row_type` holds behind its
// nlmsghdr. Whatever the outcome, the rows taken are true: they stood before what ended the walk.
// An empty datagram and bytes left over are kMalformed. Nothing behind NLMSG_DONE is looked at.
//
// A template, so that nothing is called through a pointer for each of a million rows.
template <typename TakeRow>
DiagParsed WalkDiagDatagram(std::span<const std::byte> datagram, const DiagExchange& exchange,
                            std::uint16_t row_type, TakeRow take_row) {
  DiagParsed parsed;
  if (datagram.empty()) parsed.outcome = DiagOutcome::kMalformed;
  while (!datagram.empty() && parsed.outcome == DiagOutcome::kMore) {
    nlmsghdr header{};
    if (datagram.size() >= sizeof(header)) header = LoadFrom<nlmsghdr>(datagram);
    if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > datagram.size()) {
      parsed.outcome = DiagOutcome::kMalformed;
      break;
    }
    const auto payload = datagram.first(header.nlmsg_len).subspan(sizeof(header));
    if (header.nlmsg_seq != exchange.sequence || header.nlmsg_pid != exchange.port_id) {
      ++parsed.stale;
    } else {
      if ((header.nlmsg_flags & NLM_F_DUMP_INTR) != 0) parsed.interrupted = true;
      if (header.nlmsg_type == row_type) {
        TakeRowOutcome(take_row(payload), parsed);
      } else {
        TakeControlMessage(header.nlmsg_type, payload, parsed);
      }
    }
    datagram = SkipPadded(datagram, header.nlmsg_len);
  }
  return parsed;
}

}  // namespace sockwatch
