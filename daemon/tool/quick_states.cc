#include "tool/quick_states.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <utility>

#include "netlink/diag_dump.h"
#include "netlink/mnl_transport.h"
#include "procnet/kept_file.h"
#include "procnet/snmp.h"
#include "procnet/sockstat.h"
#include "selfstats/self_stats.h"

namespace sockwatch::tool {
namespace {

constexpr int kTries = 3;
constexpr std::uint32_t kEstablishedBit = 1U << static_cast<unsigned>(TcpState::kEstablished);
constexpr std::size_t kIpv4 = static_cast<std::size_t>(Family::kIpv4);
constexpr std::size_t kIpv6 = static_cast<std::size_t>(Family::kIpv6);

struct Totals {
  std::uint32_t curr_estab = 0;
  std::array<std::uint32_t, kFamilyCount> inuse{};

  friend bool operator==(const Totals&, const Totals&) = default;
};

class TotalsReader {
 public:
  explicit TotalsReader(const std::string& proc_root)
      : snmp_(proc_root + "/net/snmp"),
        sockstat_(proc_root + "/net/sockstat"),
        sockstat6_(proc_root + "/net/sockstat6") {}

  std::optional<Totals> Read() {
    const auto curr_estab = ParseCurrEstab(snmp_.Read(buffer_).text);
    const auto sockstat = ParseSockstat(sockstat_.Read(buffer_).text);
    const FileText file6 = sockstat6_.Read(buffer_);
    // No such file: a host without IPv6.
    const auto inuse6 = file6.os_error == ENOENT ? 0U : ParseSockstat6Inuse(file6.text);
    if (!curr_estab || !sockstat || !inuse6) return std::nullopt;
    return Totals{*curr_estab, {sockstat->inuse, *inuse6}};
  }

 private:
  std::array<char, 16384> buffer_{};
  KeptFile snmp_;
  KeptFile sockstat_;
  KeptFile sockstat6_;
};

// Counts of one dump, and of these the full sockets: those that "inuse" counts.
class CountingSink final : public SampleSink {
 public:
  DumpResult Accept(std::span<const SocketSample> rows) override {
    for (const SocketSample& row : rows) {
      const auto family = static_cast<std::size_t>(row.family);
      ++families.at(family).at(Index(row.state));
      const bool minisock = row.timer == kTimerTimeWait;
      const bool request = row.state == TcpState::kSynRecv && row.inode == 0;
      if (!minisock && !request) ++full.at(family);
    }
    return DumpResult::kComplete;
  }

  std::array<StateCounts, kFamilyCount> families{};
  std::array<std::uint32_t, kFamilyCount> full{};
};

class Counter {
 public:
  Status Dump(std::uint32_t states, CountingSink& sink) {
    if (const int failure = transport_.Reset(); failure != 0) {
      return SystemError("cannot open a NETLINK_SOCK_DIAG socket", failure);
    }
    const DumpEnd end = dump_.Run(++sequence_, {.states = states}, sink);
    if (end.result == DumpResult::kComplete) return OkStatus();
    return Error{"cannot list TCP sockets: " + Describe(end), end.os_error};
  }

 private:
  SelfStats stats_;
  MnlTransport transport_;
  DiagDump dump_{transport_, stats_};
  std::uint32_t sequence_ = 0;
};

// What the totals leave for ESTABLISHED; false if they do not fit the dump, and the best guess.
bool FillEstablished(const Totals& totals, CountingSink& sink) {
  std::uint32_t close_wait = 0;
  for (const StateCounts& counts : sink.families) {
    close_wait += counts.at(Index(TcpState::kCloseWait));
  }
  const bool fits = totals.curr_estab >= close_wait && totals.inuse[kIpv6] >= sink.full[kIpv6] &&
                    totals.inuse[kIpv4] + totals.inuse[kIpv6] ==
                        totals.curr_estab - close_wait + sink.full[kIpv4] + sink.full[kIpv6];
  const std::uint32_t all = totals.curr_estab - std::min(close_wait, totals.curr_estab);
  const std::uint32_t ipv6 = totals.inuse[kIpv6] - std::min(totals.inuse[kIpv6], sink.full[kIpv6]);
  sink.families[kIpv6].at(Index(TcpState::kEstablished)) = std::min(all, ipv6);
  sink.families[kIpv4].at(Index(TcpState::kEstablished)) = all - std::min(all, ipv6);
  return fits;
}

Result<QuickStates> DumpAll(Counter& counter) {
  CountingSink sink;
  Status dumped = counter.Dump(kAllTcpStates, sink);
  if (!dumped) return dumped.Failure();
  return QuickStates{.families = sink.families};
}

}  // namespace

Result<QuickStates> ReadQuickStates(const std::string& proc_root) {
  Counter counter;
  TotalsReader reader(proc_root);
  QuickStates states;
  for (int tries = 0; tries < kTries; ++tries) {
    CountingSink sink;
    const auto before = reader.Read();
    if (!before) return DumpAll(counter);
    Status dumped = counter.Dump(kAllTcpStates & ~kEstablishedBit, sink);
    if (!dumped) return dumped.Failure();
    const auto after = reader.Read();
    if (!after) return DumpAll(counter);
    const bool fits = FillEstablished(*after, sink) && before == after;
    states = {.families = sink.families, .approximate = !fits};
    if (fits) break;
  }
  return states;
}

}  // namespace sockwatch::tool
