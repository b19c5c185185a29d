#include "namespaces/netns_directory.h"

#include <utility>

namespace sockwatch {

void NetnsDirectory::Meet(NetnsId id, std::string label) {
  const std::scoped_lock lock(mutex_);
  entries_[id] = {std::move(label), nullptr};
}

void NetnsDirectory::SetFacts(NetnsId id, NetnsFacts facts) {
  auto kept = std::make_unique<const NetnsFacts>(std::move(facts));
  const std::scoped_lock lock(mutex_);
  entries_[id].facts.swap(kept);
}

void NetnsDirectory::Forget(NetnsId id) {
  const std::scoped_lock lock(mutex_);
  entries_[id].facts.reset();
}

std::string NetnsDirectory::Label(NetnsId id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? "" : found->second.label;
}

EphemeralPorts NetnsDirectory::Ports(NetnsId id) const {
  const std::scoped_lock lock(mutex_);
  const NetnsFacts* const facts = Find(id);
  return facts != nullptr ? facts->ports : EphemeralPorts();
}

std::vector<SysctlValue> NetnsDirectory::Sysctls(NetnsId id) const {
  const std::scoped_lock lock(mutex_);
  const NetnsFacts* const facts = Find(id);
  return facts != nullptr ? facts->sysctls : std::vector<SysctlValue>();
}

const NetnsFacts* NetnsDirectory::Find(NetnsId id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.facts.get();
}

}  // namespace sockwatch
