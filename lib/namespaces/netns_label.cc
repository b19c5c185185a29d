#include "namespaces/netns_label.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "attribution/cgroup_unit.h"
#include "attribution/container_name.h"
#include "attribution/hex_id.h"
#include "attribution/label_text.h"

namespace sockwatch {

namespace {

constexpr std::array<std::string_view, 2> kFolders = {"/run/netns/", "/var/run/netns/"};

// "" if `mount` lies elsewhere.
std::string_view NameInFolder(std::string_view mount) {
  for (const std::string_view folder : kFolders) {
    if (mount.starts_with(folder)) return mount.substr(folder.size());
  }
  return "";
}

bool MadeForCni(std::string_view name) {
  for (const std::string_view prefix : {"cni-", "cnitest-"}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  return IsUuid(name);
}

bool MadeByRuntime(std::string_view name) {
  constexpr std::string_view kPodman = "netns-";
  const bool podman = name.starts_with(kPodman) && IsUuid(name.substr(kPodman.size()));
  return podman || MadeForCni(name) || IsHex(name, kShortIdLength) || name == "default";
}

// The name a person gave; "" if `mount` tells none.
std::string GivenName(std::string_view mount) {
  const std::string_view name = NameInFolder(mount);
  return MadeByRuntime(name) ? "" : LabelText(name, kUnitLimit);
}

// The first one that is not empty.
template <typename Range, typename NameOf>
std::string FirstName(const Range& range, NameOf name_of) {
  for (const auto& item : range) {
    if (std::string name = name_of(item); !name.empty()) return name;
  }
  return "";
}

std::string UnitOfFirst(const std::vector<CgroupPlace>& places, bool for_cni) {
  const std::string unit = places.empty() ? "" : places.front().unit;
  return for_cni && unit.ends_with(".service") ? "" : unit;
}

std::string NameByProcesses(const NetnsEvidence& evidence) {
  const auto& paths = evidence.cgroup_paths;
  std::vector<CgroupPlace> places(paths.size());
  std::transform(paths.begin(), paths.end(), places.begin(), FindCgroupPlace);
  std::string name = FirstName(places, [](const CgroupPlace& place) { return place.pod; });
  if (name.empty()) name = FirstName(places, [](const CgroupPlace& p) { return p.container; });
  const auto for_cni = [](const std::string& mount) { return MadeForCni(NameInFolder(mount)); };
  return name.empty() ? UnitOfFirst(places, std::any_of(evidence.mounts.begin(),
                                                        evidence.mounts.end(), for_cni))
                      : name;
}

}  // namespace

std::string NetnsLabel(const NetnsEvidence& evidence) {
  std::string name = FirstName(evidence.mounts, GivenName);
  if (name.empty()) name = NameByProcesses(evidence);
  if (name.empty()) name = "net-" + std::to_string(evidence.inode);
  return name == "host" || name == "idle" ? name + "_" : name;
}

}  // namespace sockwatch
