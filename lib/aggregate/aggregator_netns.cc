// Aggregator: the namespaces there are, and what is read of them besides their sockets.
#include <string_view>

#include "aggregate/aggregator.h"

namespace sockwatch {
namespace {

constexpr std::chrono::minutes kReadsEvery{1};
constexpr std::string_view kTimeWaitLimit = "net.ipv4.tcp_max_tw_buckets";

std::optional<std::uint32_t> FindSysctl(const std::vector<SysctlValue>& sysctls,
                                        std::string_view name) {
  for (const SysctlValue& sysctl : sysctls) {
    if (sysctl.name == name) return static_cast<std::uint32_t>(sysctl.value);
  }
  return std::nullopt;
}

}  // namespace

NamespaceState& Aggregator::NetnsOf(NetnsId id) {
  const auto [found, is_new] = netns_.try_emplace(id);
  NamespaceState& netns = found->second;
  if (!is_new) return netns;
  netns.id = id;
  if (id == kHostNetns) return netns;
  netns.idle = true;
  netns.label = groups_.Labels().Join(reads_.label(id));
  netns.ports = netns_.at(kHostNetns).ports;
  ownership_.SetLabel(id, kIdleLabel);
  return netns;
}

NamespaceState* Aggregator::FindNetns(NetnsId id) {
  const auto found = netns_.find(id);
  return found == netns_.end() ? nullptr : &found->second;
}

// Of an idle one nothing is shown.
void Aggregator::ReadNetns() {
  next_reads_ = clock_.Now() + kReadsEvery;
  for (auto& [id, netns] : netns_) {
    if (!netns.idle) Read(netns);
  }
}

void Aggregator::Read(NamespaceState& netns) {
  netns.ports = Share(reads_.ports(netns.id));
  ownership_.SetPortRange(netns.id, netns.ports->Range());
  netns.row.port_limit = netns.ports->Count();
  netns.row.sysctls = reads_.sysctls(netns.id);
  netns.row.time_wait_limit = FindSysctl(netns.row.sysctls, kTimeWaitLimit);
}

// They are 8 KiB, and mostly alike.
std::shared_ptr<const EphemeralPorts> Aggregator::Share(const EphemeralPorts& ports) const {
  for (const auto& [id, netns] : netns_) {
    if (netns.ports && *netns.ports == ports) return netns.ports;
  }
  return std::make_shared<const EphemeralPorts>(ports);
}

// Its listeners go along; of whatever else there is, the groups are its own already or still.
void Aggregator::SetIdle(NamespaceState& netns, bool idle, MonoTime now) {
  if (netns.idle == idle || netns.id == kHostNetns) return;
  netns.idle = idle;
  groups_.Labels().At(netns.label).apart = !idle;
  ownership_.SetLabel(netns.id, idle ? kIdleLabel : netns.label);
  if (!idle) Read(netns);
  table_.ForEach(netns.region, [&](ConnectionTable::Slot slot) {
    const Connection& c = table_.At(slot);
    if (c.State() != TcpState::kListen) return;
    const Ownership::Change change(ownership_, c);
    ownership_.Relabel(slot, now);
  });
  MoveUnkept(netns, now);
  if (idle) groups_.Empty(netns.label);
}

void Aggregator::MoveUnkept(NamespaceState& netns, MonoTime now) {
  const GroupId from = netns.unkept_group;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    if (netns.unkept[i] == 0) continue;
    groups_.Uncount(from, StateAt(i), netns.unkept[i]);
    netns.unkept_group = ownership_.UnkeptGroup(netns.id, now);
    groups_.Count(netns.unkept_group, StateAt(i), netns.unkept[i]);
  }
}

// As a complete dump would be that shows what is counted now.
void Aggregator::Take(const Unchanged& mark) {
  NamespaceState* netns = FindNetns(mark.netns);
  if (netns == nullptr) return;
  if (netns == current_) CloseDump(DumpResult::kRingStalled);
  if (!netns->baseline) return;
  if (!netns->settled) MissUncounted(*netns, mark.at);
  if (ListenersAlone(netns->row.sockets)) SetIdle(*netns, true, mark.at);
  netns->failed = false;
  netns->last_complete = {mark.at, mark.wall};
  netns->row.last_complete = mark.wall;
  netns->row.difference.reset();
  if (netns->idle) return;
  groups_.RepeatQueues(netns->label);
  Survey(*netns);
  groups_.CloseTick(netns->label, netns->last_complete);
}

void Aggregator::MissUncounted(NamespaceState& netns, MonoTime now) {
  netns.settled = true;
  table_.ForEach(netns.region, [&](ConnectionTable::Slot slot) {
    if (table_.At(slot).counted == 0) Miss(netns, slot, now);
  });
  table_.Shrink(netns.region);
}

void Aggregator::Take(const NetnsGone& mark) {
  NamespaceState* netns = FindNetns(mark.netns);
  if (netns == nullptr || mark.netns == kHostNetns) return;
  if (netns == current_) CloseDump(DumpResult::kRingStalled);
  Bury(*netns, mark.at);
  netns_.erase(mark.netns);
}

void Aggregator::Bury(NamespaceState& netns, MonoTime now) {
  ClearGauges(netns, netns.idle);
  table_.ForEach(netns.region, [&](ConnectionTable::Slot slot) {
    const MonoTime since = table_.At(slot).missed != 0 ? netns.last_complete.at : now;
    ownership_.Gone(slot, netns.baseline, timeline_.At(since), now);
    table_.Erase(netns.region, slot);
  });
  table_.Shrink(netns.region);
  groups_.Empty(netns.label);
  groups_.Labels().Leave(netns.label, now);
  groups_.OfPrograms().DropNetns(netns.id);
  ownership_.DropNetns(netns.id);
}

}  // namespace sockwatch
