// Aggregator: the namespaces there are, and what is read of them besides their sockets.
#include <string_view>
#include <utility>

#include "aggregate/aggregator.h"

namespace sockwatch {
namespace {

constexpr std::chrono::minutes kHostEvery{1};
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
  while (netns_.size() <= id) {
    const auto next = static_cast<NetnsId>(netns_.size());
    netns_.emplace_back().row.netns = reads_.label(next);
  }
  return netns_[id];
}

void Aggregator::ReadHost() {
  next_host_ = clock_.Now() + kHostEvery;
  ephemeral_ = reads_.ports(kHostNetns);
  ownership_.SetPortRange(ephemeral_.Range());
  NetnsRow& row = netns_.front().row;
  row.port_limit = ephemeral_.Count();
  row.sysctls = reads_.sysctls(kHostNetns);
  row.time_wait_limit = FindSysctl(row.sysctls, kTimeWaitLimit);
}

void Aggregator::Take(const Unchanged& /*mark*/) {}

void Aggregator::Take(const NetnsGone& /*mark*/) {}

}  // namespace sockwatch
