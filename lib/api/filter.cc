#include "api/filter.h"

#include <algorithm>

namespace sockwatch::api {
namespace {

bool OneOf(const std::vector<std::string>& values, const std::string& value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

bool Filter::Takes(const GroupLabels& labels) const {
  return TakesNetns(labels.netns) && OneOf(processes, labels.process) &&
         OneOf(units, labels.unit) && OneOf(ports, labels.port) && OneOf(roles, labels.role);
}

bool Filter::TakesNetns(const std::string& name) const { return OneOf(netns, name); }

bool Filter::TakesRemote(const IpAddress& remote) const {
  const auto contains = [&](const Cidr& block) { return block.Contains(remote); };
  return remotes.empty() || std::any_of(remotes.begin(), remotes.end(), contains);
}

bool Filter::TakesAge(std::optional<std::chrono::milliseconds> age) const {
  return !older_than || (age && *age >= *older_than);
}

bool Filter::TakesCloseWait(const CloseWaitRow& row, WallTime now) const {
  if (older_than && (!row.oldest || now - *row.oldest < *older_than)) return false;
  if (remotes.empty()) return true;
  return std::any_of(row.remotes.begin(), row.remotes.end(), [this](const RemoteCount& named) {
    const auto address = AddressOfEndpoint(named.remote);  // "other" is none
    return address && TakesRemote(*address);
  });
}

std::uint32_t Filter::KernelStates(std::uint32_t among) const {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    if (Takes(StateAt(i))) mask |= 1U << static_cast<unsigned>(StateAt(i));
  }
  return mask & among;
}

}  // namespace sockwatch::api
