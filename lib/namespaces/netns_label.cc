#include "namespaces/netns_label.h"

#include <algorithm>
#include <string_view>

#include "attribution/cgroup_unit.h"
#include "attribution/container_name.h"
#include "attribution/hex_id.h"
#include "attribution/label_text.h"

namespace sockwatch {

namespace {

bool MadeByRuntime(std::string_view name) {
  for (const std::string_view prefix : {"cni-", "cnitest-", "netns-"}) {
    if (name.starts_with(prefix) && IsUuid(name.substr(prefix.size()))) return true;
  }
  return IsUuid(name) || IsHex(name, kShortIdLength) || name == "default";
}

// The name a person gave; "" if `mount` tells none.
std::string GivenName(std::string_view mount) {
  for (const std::string_view folder : {"/run/netns/", "/var/run/netns/"}) {
    if (!mount.starts_with(folder)) continue;
    const std::string_view name = mount.substr(folder.size());
    return MadeByRuntime(name) ? "" : LabelText(name, kUnitLimit);
  }
  return "";
}

// The first one that is not empty.
template <typename Range, typename NameOf>
std::string FirstName(const Range& range, NameOf name_of) {
  for (const auto& item : range) {
    if (std::string name = name_of(item); !name.empty()) return name;
  }
  return "";
}

std::string NameByProcesses(const std::vector<std::string>& cgroup_paths) {
  std::vector<CgroupPlace> places(cgroup_paths.size());
  std::transform(cgroup_paths.begin(), cgroup_paths.end(), places.begin(), FindCgroupPlace);
  std::string name = FirstName(places, [](const CgroupPlace& place) { return place.pod; });
  if (name.empty()) name = FirstName(places, [](const CgroupPlace& p) { return p.container; });
  if (name.empty() && !places.empty()) name = places.front().unit;
  return name;
}

}  // namespace

std::string NetnsLabel(const NetnsEvidence& evidence) {
  std::string name = FirstName(evidence.mounts, GivenName);
  if (name.empty()) name = NameByProcesses(evidence.cgroup_paths);
  if (name.empty()) name = "net-" + std::to_string(evidence.inode);
  return name == "host" || name == "idle" ? name + "_" : name;
}

}  // namespace sockwatch
