#include "namespaces/turn_maker.h"

#include <fcntl.h>

#include <utility>

#include "namespaces/netns_link.h"
#include "netlink/handed_transport.h"
#include "procnet/kernel_events_reader.h"
#include "procnet/kernel_totals_reader.h"
#include "procnet/sockstat_reader.h"

namespace sockwatch {
namespace {

UniqueFd Open(const std::string& path) {
  return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

void BeginAt(NetnsGate& gate, const KernelTotals& totals, MonoTime now) {
  gate.Begin({totals.inuse, totals.time_wait}, now);
}

}  // namespace

TurnMaker::TurnMaker(std::string proc_root, NetnsDoor& door, bool may_enter,
                     NetnsDirectory& directory, SelfStats& stats)
    : proc_root_(std::move(proc_root)),
      inside_(proc_root_ + "/thread-self"),
      door_(door),
      may_enter_(may_enter),
      directory_(directory),
      stats_(stats) {}

TurnMaker::Made TurnMaker::Make(NetnsId id, KnownNetns& netns, MonoTime now, NetnsTurn& turn) {
  turn = NetnsTurn{};
  turn.id = id;
  const auto sockstat = SockstatOf(netns.place);
  if (sockstat && netns.gate.MaySkip(*sockstat, now)) return Made::kTurn;
  return may_enter_ ? MakeInside(id, netns, now, turn) : MakeOutside(netns, now, turn);
}

std::optional<SockstatTcp> TurnMaker::SockstatOf(const NetnsPlace& place) const {
  std::optional<SockstatTcp> sockstat;
  for (std::size_t i = 0; i < place.pids.size() && !sockstat; ++i) {
    sockstat = ReadSockstat(proc_root_ + "/" + std::to_string(place.pids[i]) + "/net");
  }
  return sockstat;
}

TurnMaker::Made TurnMaker::MakeInside(NetnsId id, KnownNetns& netns, MonoTime now,
                                      NetnsTurn& turn) {
  switch (door_.Enter(netns.inode, netns.place)) {
    case Entry::kInside:
      break;
    case Entry::kVanished:
      stats_.CountError(ErrorReason::kNamespaceVanished);
      return Made::kNothing;
    case Entry::kDenied:
      return MakeOutside(netns, now, turn);
    case Entry::kFailed:
      stats_.CountError(ErrorReason::kNamespaceEnter);
      return Made::kNothing;
  }
  LookAround(id, netns, now, turn);
  return door_.Leave() ? Made::kTurn : Made::kLost;
}

// Inside. Where no process has files for us outside, this is the first look at all.
void TurnMaker::LookAround(NetnsId id, KnownNetns& netns, MonoTime now, NetnsTurn& turn) {
  if (netns.place.pids.empty()) {
    const auto sockstat = ReadSockstat(inside_ + "/net");
    if (sockstat && netns.gate.MaySkip(*sockstat, now)) return;
  }
  if (now >= netns.facts_due) {
    directory_.SetFacts(id, {ReadEphemeralPorts(proc_root_), ReadSysctls(proc_root_)});
    netns.facts_due = now + kFactsEvery;
  }
  turn.kind = TurnKind::kDump;
  turn.diag = OpenDiagSocket();
  turn.totals = KernelTotalsReader(inside_, stats_).Read();
  turn.events = KernelEventsReader(inside_, stats_).Read();
  BeginAt(netns.gate, turn.totals, now);
}

TurnMaker::Made TurnMaker::MakeOutside(KnownNetns& netns, MonoTime now, NetnsTurn& turn) {
  if (netns.place.pids.empty()) return Made::kUnreachable;
  if (!OpenTables(netns, turn)) {
    stats_.CountError(ErrorReason::kNamespaceVanished);
    return Made::kNothing;
  }
  turn.kind = TurnKind::kDump;
  BeginAt(netns.gate, turn.totals, now);
  return Made::kTurn;
}

// A file of /proc/PID/net is of the namespace in which the process was when it was opened.
bool TurnMaker::OpenTables(const KnownNetns& netns, NetnsTurn& turn) {
  for (const std::uint32_t pid : netns.place.pids) {
    const std::string process = proc_root_ + "/" + std::to_string(pid);
    turn.tcp = Open(process + "/net/tcp");
    turn.tcp6 = Open(process + "/net/tcp6");
    turn.totals = KernelTotalsReader(process, vanishing_).Read();
    turn.events = KernelEventsReader(process, vanishing_).Read();
    if (turn.tcp && turn.totals.known && ReadNetnsLink(process) == netns.inode) return true;
  }
  turn.tcp.Reset();
  turn.tcp6.Reset();
  return false;
}

}  // namespace sockwatch
