#include "aggregate/ownership.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace sockwatch {
namespace {

// Still in a listener's accept queue, or on the way there.
bool IsQueued(const SocketSample& row) {
  return row.inode == 0 && (row.state == TcpState::kEstablished ||
                            row.state == TcpState::kCloseWait || row.state == TcpState::kSynRecv);
}

QueryKind KindOf(TcpState state) {
  if (state == TcpState::kCloseWait) return QueryKind::kCloseWait;
  return state == TcpState::kListen ? QueryKind::kListener : QueryKind::kOther;
}

}  // namespace

Ownership::Ownership(ConnectionTable& table, Groups& groups, Peers& peers, OwnerFinder& finder,
                     const Timeline& timeline)
    : table_(table),
      groups_(groups),
      peers_(peers),
      finder_(finder),
      timeline_(timeline),
      generation_(finder.Generation()) {}

// A port the kernel gives out by itself is a label only where somebody listens on it.
std::int32_t Ownership::PortOf(NetnsId netns, const PortRange& range, std::uint16_t port) const {
  const bool ephemeral = range.Contains(port) && !listeners_.Knows({netns, port});
  return ephemeral ? GroupKey::kDynamicPort : port;
}

GroupKey Ownership::FirstKey(NetnsId netns, const SocketSample& row) {
  const OfNetns& of = netns_[netns];
  const bool server = listeners_.Knows({netns, row.local_port}) ||
                      (!of.range.Contains(row.local_port) && of.range.Contains(row.remote_port));
  return {.label = of.label,
          .role = server ? Role::kServer : Role::kClient,
          .port = PortOf(netns, of.range, server ? row.local_port : row.remote_port),
          .process = std::string(kUnattributedProcess)};
}

void Ownership::Meet(Slot slot, const SocketSample& row, MonoTime now) {
  Connection& c = table_.At(slot);
  if (row.state == TcpState::kListen) listeners_.Open(ListenerKey(c), row);
  const GroupKey key = FirstKey(c.netns, row);
  c.client = key.role == Role::kClient ? 1 : 0;
  if (c.client != 0) c.peer = peers_.Join({row.local, row.remote, row.remote_port, c.netns});
  c.group = groups_.Intern(key, now);
  groups_.AddRef(c.group);
}

void Ownership::ChangeState(Slot slot, TcpState to, bool booked, std::int32_t at) {
  Connection& c = table_.At(slot);
  if (booked) ledger_.Leave(slot, c, at);
  c.SetState(to);
  if (booked) Ledger::Enter(c);
  claims_.erase(slot);
}

void Ownership::MeetCloseWait(Connection& c, const SocketSample& row) {
  if (c.client == 0 && c.peer == kNoId) {
    c.peer = peers_.Join({.remote = row.remote, .netns = c.netns});
  }
}

void Ownership::ClaimSince(Slot slot, std::int32_t since) {
  Connection& c = table_.At(slot);
  if (c.Known() != Certainty::kConfirmed) claims_.emplace(slot, c.since);
  c.since = since;
}

void Ownership::Review(Slot slot, const SocketSample& row, MonoTime now) {
  if (row.inode == 0) {
    ReviewUnheld(slot, row, now);
  } else {
    ReviewHeld(slot, row, now);
  }
  Connection& c = table_.At(slot);
  if (Settled(c)) ledger_.Settle(slot, c);
  c.quiet =
      c.Known() == Certainty::kConfirmed || (c.inode == 0 && c.Known() != Certainty::kUnattributed);
}

// Booked for good: nothing that is still to come would change the name.
bool Ownership::Settled(const Connection& c) {
  if (c.Known() == Certainty::kConfirmed) return true;
  if (c.asked != 0) return false;
  if (c.Known() == Certainty::kProvisional) return c.inode == 0;
  const UnattributedReason reason = c.Reason();
  if (reason == UnattributedReason::kPending) return false;
  // An inode-less socket gets a second dump's time: its listener may be being looked up.
  return c.inode != 0 || c.counted != 0;
}

void Ownership::ReviewHeld(Slot slot, const SocketSample& row, MonoTime now) {
  Connection& c = table_.At(slot);
  if (c.Known() == Certainty::kConfirmed || c.asked != 0) return;
  if (!finder_.Alive()) return c.SetReason(UnattributedReason::kOff);
  const bool urgent = row.state == TcpState::kCloseWait;
  const bool seen_before = c.counted != 0;
  if (c.Known() == Certainty::kProvisional && !seen_before && !urgent) return;
  if (!MaySearch(slot, c, now)) return;
  ListenerVerdict listener;
  if (c.client == 0 && row.state != TcpState::kListen) {
    listener = listeners_.OfAccepted(ListenerKey(c), row);
  }
  if (c.Known() == Certainty::kUnattributed && listener.name && !listener.hands_out) {
    MoveTo(slot, *listener.name, Certainty::kProvisional, now);
    if (!urgent) return;
  }
  // The server itself is the likeliest holder.
  if (c.pid == 0) c.pid = listener.pid;
  HurryIfUnknown(c);
  Ask(c, row.cgroup_id);
}

std::optional<Destinations::Key> Ownership::DestinationOf(const Connection& c) const {
  if (c.client == 0 || c.peer == kNoId) return std::nullopt;
  const Peers::Key& peer = peers_.KeyOf(c.peer);
  return Destinations::Key{peer.remote, peer.port, peer.netns};
}

// Should the socket close before it is found, its destination may name it; if it is found, it names
// its destination at once, in case it is not seen again.
void Ownership::HurryIfUnknown(const Connection& c) {
  const auto destination = DestinationOf(c);
  if (!destination || c.Known() != Certainty::kUnattributed) return;
  const auto verdict = destinations_.Judge(*destination);
  if (!verdict.name && !verdict.ambiguous) hurry_ = true;
}

void Ownership::ReviewUnheld(Slot slot, const SocketSample& row, MonoTime now) {
  const Connection& c = table_.At(slot);
  // An answer that is on its way may still be right: the socket was asked for when it was held.
  if (c.Known() == Certainty::kUnattributed && c.asked == 0) NameUnheld(slot, row, now);
}

void Ownership::NameUnheld(Slot slot, const SocketSample& row, MonoTime now) {
  Connection& c = table_.At(slot);
  NameRef name;
  bool ambiguous = false;
  if (IsQueued(row) || c.client == 0) {
    const ListenerVerdict verdict = IsQueued(row) ? listeners_.OfQueued(ListenerKey(c), row)
                                                  : listeners_.OfAccepted(ListenerKey(c), row);
    const bool usable = IsQueued(row) || !verdict.hands_out;
    if (usable) name = verdict.name;
    ambiguous = verdict.ambiguous || !usable;
  } else {
    const auto verdict = destinations_.Judge({row.remote, row.remote_port, c.netns});
    name = verdict.name;
    ambiguous = verdict.ambiguous;
  }
  if (name) {
    MoveTo(slot, *name, IsQueued(row) ? Certainty::kConfirmed : Certainty::kProvisional, now);
    return;
  }
  const auto unknown =
      IsQueued(row) ? UnattributedReason::kNoListener : UnattributedReason::kUnseen;
  c.SetReason(ambiguous ? UnattributedReason::kAmbiguous : unknown);
}

void Ownership::JoinDestination(Connection& c) {
  const auto destination = DestinationOf(c);
  if (!destination || c.destination != kNoId) return;
  const GroupKey& key = groups_.Key(c.group);
  c.destination = destinations_.Join(*destination, Share(key.unit, key.process));
}

bool Ownership::MaySearch(Slot slot, const Connection& c, MonoTime now) const {
  if (c.searched == 0) return true;
  const auto retry = retries_.find(slot);
  return retry == retries_.end() || now >= retry->second.due;
}

void Ownership::Ask(Connection& c, std::uint64_t cgroup_id) {
  c.asked = 1;
  if (c.Known() == Certainty::kUnattributed) c.SetReason(UnattributedReason::kPending);
  queries_.push_back({.cookie = c.cookie,
                      .inode = c.inode,
                      .cgroup_id = cgroup_id,
                      .pid = c.pid,
                      .fd = c.fd,
                      .kind = KindOf(c.State())});
}

void Ownership::Recheck(Connection& c) {
  if (c.Known() == Certainty::kConfirmed && c.inode != 0 && c.asked == 0) Ask(c, 0);
}

void Ownership::Freed(Connection& c) {
  if (c.pid != 0 && c.fd >= 0) freed_.push_back({c.pid, c.fd});
  c.pid = 0;
  c.fd = -1;
}

void Ownership::Accepted(Slot slot, MonoTime now) {
  Connection& c = table_.At(slot);
  MoveTo(slot, {"", std::string(kUnattributedProcess)}, Certainty::kUnattributed, now);
  c.SetReason(UnattributedReason::kPending);
  c.searched = 0;
}

void Ownership::Gone(Slot slot, bool booked, std::int32_t at, MonoTime now) {
  Connection& c = table_.At(slot);
  if (booked) ledger_.Leave(slot, c, at);
  ledger_.Settle(slot, c);
  if (c.State() == TcpState::kListen) listeners_.Close(ListenerKey(c), c.cookie, now);
  if (c.destination != kNoId) {
    const GroupKey& key = groups_.Key(c.group);
    destinations_.Leave(c.destination, Share(key.unit, key.process), now);
  }
  if (c.peer != kNoId) peers_.Leave(c.peer);
  if (c.searched != 0) retries_.erase(slot);
  claims_.erase(slot);
  groups_.DropRef(c.group);
}

void Ownership::Count(const Connection& c) {
  groups_.Count(c.group, static_cast<TcpState>(c.counted));
  OwnershipGauges& gauges = netns_[c.netns].gauges;
  if (c.Known() == Certainty::kProvisional) ++gauges.provisional;
  if (c.Known() == Certainty::kUnattributed) ++gauges.unattributed.at(c.reason);
  if (c.asked != 0) ++gauges.pending;
}

void Ownership::Uncount(const Connection& c) {
  groups_.Uncount(c.group, static_cast<TcpState>(c.counted));
  OwnershipGauges& gauges = netns_[c.netns].gauges;
  if (c.Known() == Certainty::kProvisional) --gauges.provisional;
  if (c.Known() == Certainty::kUnattributed) --gauges.unattributed.at(c.reason);
  if (c.asked != 0) --gauges.pending;
}

void Ownership::ClearGauges(NetnsId netns) {
  OfNetns& of = netns_[netns];
  if (of.label != kIdleLabel) groups_.ClearGauges(of.label);
  of.gauges = {};
}

GroupId Ownership::UnkeptGroup(NetnsId netns, MonoTime now) {
  return groups_.Intern(
      {.label = netns_[netns].label, .process = std::string(kUnattributedProcess)}, now);
}

// From under kIdleLabel the unit is not known; the listeners still have it.
void Ownership::Relabel(Slot slot, MonoTime now) {
  const Connection& c = table_.At(slot);
  GroupKey key = groups_.Key(c.group);
  if (key.process == kOtherProcess) {
    key = {.role = Role::kServer,
           .port = c.local_port,
           .process = {kUnattributedProcess.begin(), kUnattributedProcess.end()}};
  }
  const NameRef name = listeners_.NameOf(ListenerKey(c), c.cookie);
  if (name && c.Known() == Certainty::kConfirmed) {
    key.unit = name->unit;
    key.process = name->process;
  }
  key.label = netns_[c.netns].label;
  if (key.label == kIdleLabel) key.unit.clear();
  MoveTo(slot, key, now);
}

}  // namespace sockwatch
