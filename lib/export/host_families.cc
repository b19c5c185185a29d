#include <string_view>
#include <utility>

#include "export/families.h"

namespace sockwatch {
namespace {

void AppendOrphans(const Snapshot& snapshot, Families& families) {
  FamilyBuilder orphans(Metric::kOrphanSockets);
  for (const NetnsRow& row : snapshot.netns) {
    if (row.last_complete && !row.brief) orphans.AddCount(row.orphans, {row.netns});
  }
  std::move(orphans).AppendTo(families);
}

void AppendUdp(const Snapshot& snapshot, Families& families) {
  FamilyBuilder udp(Metric::kUdpSockets);
  for (const NetnsRow& row : snapshot.netns) {
    if (!row.others.udp_known) continue;
    for (const Family family : {Family::kIpv4, Family::kIpv6}) {
      for (std::size_t i = 0; i < kUdpStateCount; ++i) {
        udp.AddCount(row.others.udp.at(static_cast<std::size_t>(family)).at(i),
                     {row.netns, FamilyName(family), UdpStateName(static_cast<UdpState>(i))});
      }
    }
  }
  std::move(udp).AppendTo(families);
}

// listen(2) is for connections (EOPNOTSUPP).
bool Occurs(UnixType type, UnixState state) {
  return type != UnixType::kDatagram || state != UnixState::kListen;
}

void AppendUnix(const Snapshot& snapshot, Families& families) {
  FamilyBuilder unix_sockets(Metric::kUnixSockets);
  for (const NetnsRow& row : snapshot.netns) {
    if (!row.others.unix_known) continue;
    for (std::size_t type = 0; type < kUnixTypeCount; ++type) {
      for (std::size_t state = 0; state < kUnixStateCount; ++state) {
        if (!Occurs(static_cast<UnixType>(type), static_cast<UnixState>(state))) continue;
        unix_sockets.AddCount(row.others.unix_sockets.at(type).at(state),
                              {row.netns, UnixTypeName(static_cast<UnixType>(type)),
                               UnixStateName(static_cast<UnixState>(state))});
      }
    }
  }
  std::move(unix_sockets).AppendTo(families);
}

void AppendPorts(const Snapshot& snapshot, Families& families) {
  FamilyBuilder used(Metric::kEphemeralPortsUsed);
  FamilyBuilder limit(Metric::kEphemeralPortsLimit);
  for (const NetnsRow& row : snapshot.netns) {
    for (const PortUseRow& ports : row.ports) {
      used.AddCount(ports.held, {row.netns, ports.source, ports.destination, "held"});
      used.AddCount(ports.time_wait, {row.netns, ports.source, ports.destination, "time_wait"});
    }
    if (row.port_limit) limit.AddCount(*row.port_limit, {row.netns});
  }
  std::move(used).AppendTo(families);
  std::move(limit).AppendTo(families);
}

void AppendTimeWaitLimit(const Snapshot& snapshot, Families& families) {
  FamilyBuilder limit(Metric::kTimeWaitBucketsLimit);
  for (const NetnsRow& row : snapshot.netns) {
    if (row.time_wait_limit) limit.AddCount(*row.time_wait_limit, {row.netns});
  }
  std::move(limit).AppendTo(families);
}

void AppendEvents(const Snapshot& snapshot, Families& families) {
  FamilyBuilder events(Metric::kKernelEvents, kKernelEventCount);
  for (const NetnsRow& row : snapshot.netns) {
    if (!row.events) continue;
    for (std::size_t i = 0; i < kKernelEventCount; ++i) {
      events.AddCount(row.events->at(i), {row.netns, KernelEventName(static_cast<KernelEvent>(i))});
    }
  }
  std::move(events).AppendTo(families);
}

void AppendSysctls(const Snapshot& snapshot, Families& families) {
  FamilyBuilder sysctls(Metric::kSysctl);
  for (const NetnsRow& row : snapshot.netns) {
    for (const SysctlValue& sysctl : row.sysctls) {
      sysctls.Add(sysctl.value, {row.netns, sysctl.name});
    }
  }
  std::move(sysctls).AppendTo(families);
}

}  // namespace

void AppendHostFamilies(const Snapshot& snapshot, Families& families) {
  AppendOrphans(snapshot, families);
  AppendUdp(snapshot, families);
  AppendUnix(snapshot, families);
  AppendPorts(snapshot, families);
  AppendTimeWaitLimit(snapshot, families);
  AppendEvents(snapshot, families);
  AppendSysctls(snapshot, families);
}

}  // namespace sockwatch
