#include "sockets/other_socket_rows.h"

#include <cstdint>
#include <span>

#include "netlink/dump_loop.h"
#include "netlink/udp_diag.h"
#include "netlink/udp_rows.h"

namespace sockwatch {
namespace {

// A DatagramTaker of a function (datagram, exchange -> DiagParsed).
template <typename Parse>
class ParseTaker final : public DatagramTaker {
 public:
  explicit ParseTaker(Parse parse) : parse_(parse) {}

  DatagramTaken Take(std::span<const std::byte> datagram, const DiagExchange& exchange) override {
    return {.parsed = parse_(datagram, exchange)};
  }

 private:
  Parse parse_;
};

template <typename Parse>
Status Dump(DiagTransport& transport, SelfStats& stats, std::span<const std::byte> request,
            std::uint32_t sequence, DiagKind kind, Parse parse) {
  DumpEnd end{.result = DumpResult::kSendFailed, .opening = true, .os_error = transport.Reset()};
  if (end.os_error == 0) {
    ParseTaker taker(parse);
    end = DumpLoop(transport, stats).Run(request, sequence, taker);
  }
  if (end.result == DumpResult::kComplete) return OkStatus();
  return Error{Describe(end, kind), end.os_error};
}

}  // namespace

Result<std::vector<SocketSample>> ListUdpSockets(DiagTransport& transport, SelfStats& stats) {
  std::vector<SocketSample> rows;
  std::uint32_t sequence = 0;
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    ++sequence;
    Status dumped = Dump(transport, stats, MakeUdpRequest(sequence, family), sequence,
                         DiagKind::kUdp, [&](auto datagram, const DiagExchange& exchange) {
                           return ParseUdpDatagram(datagram, exchange, family, rows);
                         });
    if (!dumped) return dumped.Failure();
  }
  return rows;
}

Result<std::vector<UnixRow>> ListUnixSockets(DiagTransport& transport, SelfStats& stats) {
  std::vector<UnixRow> rows;
  constexpr std::uint32_t kSequence = 1;
  Status dumped = Dump(transport, stats, MakeUnixRowsRequest(kSequence), kSequence, DiagKind::kUnix,
                       [&](auto datagram, const DiagExchange& exchange) {
                         return ParseUnixDatagram(datagram, exchange, rows);
                       });
  if (!dumped) return dumped.Failure();
  return rows;
}

}  // namespace sockwatch
