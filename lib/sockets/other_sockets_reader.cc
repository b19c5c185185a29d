#include "sockets/other_sockets_reader.h"

#include "netlink/udp_diag.h"
#include "netlink/unix_diag.h"

namespace sockwatch {
namespace {

// A DatagramTaker of a function (datagram, exchange -> DiagParsed).
template <typename Count>
class CountTaker final : public DatagramTaker {
 public:
  explicit CountTaker(Count count) : count_(count) {}

  DatagramTaken Take(std::span<const std::byte> datagram, const DiagExchange& exchange) override {
    return {.parsed = count_(datagram, exchange)};
  }

 private:
  Count count_;
};

}  // namespace

OtherSocketsReader::OtherSocketsReader(DiagTransport& transport, SelfStats& stats)
    : transport_(transport), stats_(stats), loop_(transport, stats) {}

OtherSockets OtherSocketsReader::Read() {
  OtherSockets read;
  read.udp_known = Conclude(DumpUdp(read.udp), udp_end_, ErrorReason::kUdpDiagFailed);
  read.unix_known = Conclude(DumpUnix(read.unix_sockets), unix_end_, ErrorReason::kUnixDiagFailed);
  if (!read.udp_known) read.udp = {};
  if (!read.unix_known) read.unix_sockets = {};
  return read;
}

bool OtherSocketsReader::Conclude(const DumpEnd& end, std::atomic<DumpEnd>& last,
                                  ErrorReason failed) {
  last.store(end, std::memory_order_relaxed);
  if (end.result == DumpResult::kComplete) return true;
  stats_.CountError(failed);
  return false;
}

DumpEnd OtherSocketsReader::DumpUdp(UdpCounts& counts) {
  DumpEnd end;
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    end = DumpUdp(family, counts.at(static_cast<std::size_t>(family)));
    if (end.result != DumpResult::kComplete) break;
  }
  return end;
}

DumpEnd OtherSocketsReader::DumpUdp(Family family, UdpStateCounts& counts) {
  CountTaker taker([&](std::span<const std::byte> datagram, const DiagExchange& exchange) {
    return CountUdpSockets(datagram, exchange, family, counts);
  });
  return Dump(MakeUdpRequest(NextSequence(), family), taker);
}

DumpEnd OtherSocketsReader::DumpUnix(UnixCounts& counts) {
  CountTaker taker([&](std::span<const std::byte> datagram, const DiagExchange& exchange) {
    return CountUnixSockets(datagram, exchange, counts);
  });
  return Dump(MakeUnixRequest(NextSequence()), taker);
}

std::uint32_t OtherSocketsReader::NextSequence() {
  ++sequence_;
  if (sequence_ == 0) ++sequence_;  // 0 is what the kernel puts into messages nobody asked for
  return sequence_;
}

DumpEnd OtherSocketsReader::Dump(std::span<const std::byte> request, DatagramTaker& taker) {
  if (must_reset_) {
    const int failure = transport_.Reset();
    if (failure != 0) {
      stats_.CountError(ErrorReason::kNetlinkOpenFailed);
      return {.result = DumpResult::kSendFailed, .opening = true, .os_error = failure};
    }
  }
  const DumpEnd end = loop_.Run(request, sequence_, taker);
  must_reset_ = end.result != DumpResult::kComplete;
  return end;
}

std::string OtherSocketsReader::LastError() const {
  std::string text = Describe(udp_end_.load(std::memory_order_relaxed), DiagKind::kUdp);
  const std::string of_unix = Describe(unix_end_.load(std::memory_order_relaxed), DiagKind::kUnix);
  if (!text.empty() && !of_unix.empty()) text += "; ";
  return text + of_unix;
}

}  // namespace sockwatch
