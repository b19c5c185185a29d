#include "tool/socket_rows.h"

#include <bitset>
#include <utility>

#include "netlink/diag_dump.h"
#include "netlink/mnl_transport.h"
#include "procnet/port_range.h"
#include "selfstats/self_stats.h"
#include "tool/row_names.h"

namespace sockwatch::tool {
namespace {

constexpr std::uint32_t kListenBit = 1U << static_cast<unsigned>(TcpState::kListen);
constexpr std::uint32_t kCloseWaitBit = 1U << static_cast<unsigned>(TcpState::kCloseWait);
// States that may be without an inode, and are then named by sockets of other states.
constexpr std::uint32_t kUnheldBits = 1U << static_cast<unsigned>(TcpState::kTimeWait) |
                                      1U << static_cast<unsigned>(TcpState::kFinWait1) |
                                      1U << static_cast<unsigned>(TcpState::kFinWait2) |
                                      1U << static_cast<unsigned>(TcpState::kLastAck) |
                                      1U << static_cast<unsigned>(TcpState::kClosing);
constexpr std::uint8_t kWithInfo = 1U << 1U;  // INET_DIAG_INFO

class Sink final : public SampleSink {
 public:
  explicit Sink(std::function<void(const SocketSample&)> take) : take_(std::move(take)) {}

  DumpResult Accept(std::span<const SocketSample> rows) override {
    for (const SocketSample& row : rows) take_(row);
    return DumpResult::kComplete;
  }

 private:
  std::function<void(const SocketSample&)> take_;
};

class Reader {
 public:
  Reader(const Matcher& matcher, const std::string& proc_root)
      : matcher_(matcher), range_(ReadPortRange(proc_root)) {}

  // Listeners first: the role of all others hangs on them.
  Status Read(bool names, std::vector<SocketRow>& listeners, std::vector<SocketRow>& rows) {
    Status read = Dump({.states = kListenBit}, [&](const SocketSample& row) {
      listened_.set(row.local_port);
      listeners.push_back({.socket = row, .server = true});
    });
    if (!read) return read;
    const std::uint32_t wanted = matcher_.KernelStates();
    std::uint32_t states = wanted & ~kListenBit;
    if (names && (states & kUnheldBits) != 0) states = kAllTcpStates & ~kListenBit;
    if (states == 0) return OkStatus();
    // Ages cost a lock a socket: in a dump of CLOSE_WAIT alone.
    if ((wanted & kCloseWaitBit) != 0 && matcher_.WantsAges()) {
      states &= ~kCloseWaitBit;
      read = Dump({.states = kCloseWaitBit, .extensions = kWithInfo},
                  [&](const SocketSample& row) { Take(row, rows); });
      if (!read || states == 0) return read;
    }
    return Dump({.states = states}, [&](const SocketSample& row) { Take(row, rows); });
  }

  // By everything but its owner.
  [[nodiscard]] bool Matches(const SocketRow& row) const {
    return matcher_.TakesState(row.socket.state) && matcher_.TakesRemote(row.socket.remote) &&
           matcher_.TakesPort(row.Port()) && matcher_.TakesRole(row.Role()) &&
           matcher_.TakesAge(row.Age());
  }

 private:
  Status Dump(const DiagQuery& query, std::function<void(const SocketSample&)> take) {
    if (const int failure = transport_.Reset(); failure != 0) {
      return SystemError("cannot open a NETLINK_SOCK_DIAG socket", failure);
    }
    Sink sink(std::move(take));
    const DumpEnd end = dump_.Run(++sequence_, query, sink);
    if (end.result == DumpResult::kComplete) return OkStatus();
    return Error{"cannot list TCP sockets: " + Describe(end), end.os_error};
  }

  [[nodiscard]] bool IsServer(const SocketSample& row) const {
    return listened_.test(row.local_port) ||
           (!range_.Contains(row.local_port) && range_.Contains(row.remote_port));
  }

  void Take(const SocketSample& row, std::vector<SocketRow>& rows) const {
    rows.push_back({.socket = row, .server = IsServer(row)});
  }

  const Matcher& matcher_;
  PortRange range_;
  std::bitset<65536> listened_;
  SelfStats stats_;
  MnlTransport transport_;
  DiagDump dump_{transport_, stats_};
  std::uint32_t sequence_ = 0;
};

}  // namespace

std::optional<std::chrono::milliseconds> SocketRow::Age() const {
  if (socket.state == TcpState::kTimeWait) return TimeWaitAge(socket);
  if (socket.last_ack_ms == 0) return std::nullopt;
  return std::chrono::milliseconds(socket.last_ack_ms);
}

Result<SocketRows> ReadSocketRows(const Matcher& matcher, const RowsWanted& wanted,
                                  const std::string& proc_root) {
  SocketRows result;
  if (matcher.TakesNothing()) return result;
  const bool names = wanted.owners || matcher.WantsNames();
  std::vector<SocketRow> listeners;
  Reader reader(matcher, proc_root);
  Status read = reader.Read(names, listeners, result.rows);
  if (!read) return read.Failure();
  if (matcher.TakesState(TcpState::kListen)) {
    result.rows.insert(result.rows.begin(), listeners.begin(), listeners.end());
  }
  if (!names) {
    std::erase_if(result.rows, [&](const SocketRow& row) { return !reader.Matches(row); });
    return result;
  }
  NameRows({matcher, wanted.owned_rows, proc_root,
            [&](const SocketRow& row) { return reader.Matches(row); }},
           listeners, result);
  return result;
}

}  // namespace sockwatch::tool
