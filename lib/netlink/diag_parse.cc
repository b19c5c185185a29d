#include "netlink/diag_parse.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>

#include "netlink/diag_row.h"
#include "netlink/load.h"

namespace sockwatch {
namespace {

static_assert(kDiagBufferBytes / (sizeof(nlmsghdr) + kDiagRowBytes) <= SampleBatch::kCapacity);

// NLMSG_DONE and NLMSG_ERROR begin with an int: 0 or a negative errno. What follows it (the
// request's header, extended acks) is not needed.
void TakeStatus(std::span<const std::byte> payload, DiagOutcome when_zero, DiagParsed& parsed) {
  parsed.outcome = DiagOutcome::kMalformed;
  if (payload.size() < sizeof(int)) return;
  const auto status = LoadFrom<int>(payload);
  constexpr int kMaxErrno = 4095;  // include/linux/err.h
  if (status > 0 || status < -kMaxErrno) return;
  parsed.outcome = status == 0 ? when_zero : DiagOutcome::kKernelError;
  parsed.os_error = -status;
}

void TakeRow(std::span<const std::byte> payload, SampleBatch& batch, DiagParsed& parsed) {
  if (batch.Full()) {
    parsed.outcome = DiagOutcome::kMalformed;
    return;
  }
  switch (ParseDiagRow(payload, batch.Next())) {
    case RowOutcome::kRow:
      batch.Keep();
      break;
    case RowOutcome::kUnknown:
      ++parsed.bad_rows;
      break;
    case RowOutcome::kMalformed:
      parsed.outcome = DiagOutcome::kMalformed;
      break;
  }
}

void TakeMessage(const nlmsghdr& header, std::span<const std::byte> payload, SampleBatch& batch,
                 DiagParsed& parsed) {
  if ((header.nlmsg_flags & NLM_F_DUMP_INTR) != 0) parsed.interrupted = true;
  switch (header.nlmsg_type) {
    case NLMSG_NOOP:
      break;
    case NLMSG_DONE:
      TakeStatus(payload, DiagOutcome::kDone, parsed);
      break;
    case NLMSG_ERROR:  // with 0 it is an acknowledgement, which ends nothing
      TakeStatus(payload, DiagOutcome::kMore, parsed);
      break;
    case TCPDIAG_GETSOCK:
      TakeRow(payload, batch, parsed);
      break;
    default:
      parsed.outcome = DiagOutcome::kMalformed;
  }
}

}  // namespace

DiagParsed ParseDiagDatagram(std::span<const std::byte> datagram, const DiagExchange& exchange,
                             SampleBatch& batch) {
  DiagParsed parsed;
  if (datagram.empty()) parsed.outcome = DiagOutcome::kMalformed;
  while (!datagram.empty() && parsed.outcome == DiagOutcome::kMore) {
    nlmsghdr header{};
    if (datagram.size() >= sizeof(header)) header = LoadFrom<nlmsghdr>(datagram);
    if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > datagram.size()) {
      parsed.outcome = DiagOutcome::kMalformed;
      break;
    }
    if (header.nlmsg_seq != exchange.sequence || header.nlmsg_pid != exchange.port_id) {
      ++parsed.stale;
    } else {
      TakeMessage(header, datagram.first(header.nlmsg_len).subspan(sizeof(header)), batch, parsed);
    }
    datagram = SkipPadded(datagram, header.nlmsg_len);
  }
  return parsed;
}

}  // namespace sockwatch
