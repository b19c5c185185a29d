#include "aggregate/netns_labels.h"

#include <utility>

namespace sockwatch {

NetnsLabels::NetnsLabels() {
  for (const char* name : {"host", "idle"}) labels_[Make(name)].living = true;
  labels_[kHostLabel].apart = true;
}

NetnsLabel NetnsLabels::Make(const std::string& name) {
  auto label = static_cast<NetnsLabel>(labels_.size());
  if (free_.empty()) {
    labels_.emplace_back();
  } else {
    label = free_.back();
    free_.pop_back();
  }
  labels_[label].name = name;
  ids_.emplace(name, label);
  return label;
}

NetnsLabel NetnsLabels::Join(std::string name) {
  const auto taken = [this](const std::string& wanted) {
    const auto found = ids_.find(wanted);
    return found != ids_.end() && labels_[found->second].living;
  };
  while (name.empty() || taken(name)) name += '_';
  const auto found = ids_.find(name);
  const NetnsLabel label = found == ids_.end() ? Make(name) : found->second;
  labels_[label].living = true;
  return label;
}

void NetnsLabels::Leave(NetnsLabel label, MonoTime now) {
  labels_[label].living = labels_[label].apart = false;
  labels_[label].gone_at = now;
}

void NetnsLabels::Forget() {
  for (NetnsLabel id = 0; id < labels_.size(); ++id) {
    Label& label = labels_[id];
    if (label.name.empty() || label.living || !label.groups.empty()) continue;
    ids_.erase(label.name);
    label = {};
    free_.push_back(id);
  }
}

}  // namespace sockwatch
