#include "tool/kernel_rows.h"

#include <absl/container/flat_hash_set.h>

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
  Reader(const RowFilter& filter, const RowsWanted& wanted, const std::string& proc_root)
      : filter_(filter), wanted_(wanted), range_(ReadPortRange(proc_root)) {}

  // Listeners first: the role of all others hangs on them.
  Status Read(bool names, std::vector<KernelRow>& listeners, std::vector<KernelRow>& rows) {
    Status read = Dump({.states = kListenBit}, [&](const SocketSample& row) {
      listened_.set(row.local_port);
      listeners.push_back({.socket = row, .server = true});
    });
    if (!read) return read;
    std::uint32_t states = wanted_.states & ~kListenBit;
    if (names && (states & kUnheldBits) != 0) states = kAllTcpStates & ~kListenBit;
    if (states == 0) return OkStatus();
    // Ages cost a lock a socket: in a dump of CLOSE_WAIT alone. A socket that goes on to LAST_ACK
    // between the dumps is what it was in the first.
    absl::flat_hash_set<std::uint64_t> aged;
    if ((wanted_.states & kCloseWaitBit) != 0 && wanted_.ages) {
      states &= ~kCloseWaitBit;
      read = Dump({.states = kCloseWaitBit, .extensions = kWithInfo}, [&](const SocketSample& row) {
        aged.insert(row.cookie);
        Take(row, rows);
      });
      if (!read || states == 0) return read;
    }
    return Dump({.states = states}, [&](const SocketSample& row) {
      if (!aged.contains(row.cookie)) Take(row, rows);
    });
  }

  // By everything but its owner.
  [[nodiscard]] bool Matches(const KernelRow& row) const {
    const auto bit = wanted_.states >> static_cast<unsigned>(row.socket.state) & 1U;
    return bit != 0 && filter_.TakesRole(row.server) &&
           filter_.TakesPort(row.Port(), row.dynamic) &&
           filter_.All().TakesRemote(row.socket.remote) && filter_.All().TakesAge(row.Age());
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

  void Take(const SocketSample& row, std::vector<KernelRow>& rows) const {
    KernelRow taken{.socket = row, .server = IsServer(row)};
    taken.dynamic = range_.Contains(taken.Port()) && !listened_.test(taken.Port());
    rows.push_back(taken);
  }

  const RowFilter& filter_;
  const RowsWanted& wanted_;
  PortRange range_;
  std::bitset<65536> listened_;
  SelfStats stats_;
  MnlTransport transport_;
  DiagDump dump_{transport_, stats_};
  std::uint32_t sequence_ = 0;
};

}  // namespace

std::optional<std::chrono::milliseconds> KernelRow::Age() const {
  if (socket.state == TcpState::kTimeWait) return TimeWaitAge(socket);
  if (socket.last_ack_ms == 0) return std::nullopt;
  return std::chrono::milliseconds(socket.last_ack_ms);
}

Result<KernelRows> ReadKernelRows(const RowFilter& filter, const RowsWanted& wanted,
                                  const std::string& proc_root) {
  KernelRows result;
  if (filter.TakesNothing()) return result;
  const bool names = wanted.owners == OwnersOf::kAll || filter.WantsNames();
  std::vector<KernelRow> listeners;
  Reader reader(filter, wanted, proc_root);
  Status read = reader.Read(names, listeners, result.rows);
  if (!read) return read.Failure();
  result.rows.insert(result.rows.begin(), listeners.begin(), listeners.end());
  const auto matches = [&](const KernelRow& row) { return reader.Matches(row); };
  if (names || wanted.owners == OwnersOf::kListeners) {
    NameRows({filter, names ? wanted.owned_rows : 0, proc_root, matches}, listeners, result);
  } else {
    std::erase_if(result.rows, [&](const KernelRow& row) { return !reader.Matches(row); });
  }
  return result;
}

}  // namespace sockwatch::tool
