#include "netlink/diag_parse.h"

#include <linux/inet_diag.h>

#include "netlink/diag_row.h"

namespace sockwatch {

static_assert(kDiagBufferBytes / (sizeof(nlmsghdr) + kDiagRowBytes) <= SampleBatch::kCapacity);

DiagParsed ParseDiagDatagram(std::span<const std::byte> datagram, const DiagExchange& exchange,
                             SampleBatch& batch) {
  return WalkDiagDatagram(datagram, exchange, TCPDIAG_GETSOCK,
                          [&batch](std::span<const std::byte> payload) {
                            if (batch.Full()) return RowOutcome::kMalformed;
                            const RowOutcome outcome = ParseDiagRow(payload, batch.Next());
                            if (outcome == RowOutcome::kRow) batch.Keep();
                            return outcome;
                          });
}

}  // namespace sockwatch
