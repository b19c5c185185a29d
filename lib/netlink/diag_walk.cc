#include "netlink/diag_walk.h"

namespace sockwatch {
namespace {

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

}  // namespace

void TakeControlMessage(std::uint16_t type, std::span<const std::byte> payload,
                        DiagParsed& parsed) {
  switch (type) {
    case NLMSG_NOOP:
      break;
    case NLMSG_DONE:
      TakeStatus(payload, DiagOutcome::kDone, parsed);
      break;
    case NLMSG_ERROR:  // with 0 it is an acknowledgement, which ends nothing
      TakeStatus(payload, DiagOutcome::kMore, parsed);
      break;
    default:
      parsed.outcome = DiagOutcome::kMalformed;
  }
}

}  // namespace sockwatch
