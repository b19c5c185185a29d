// The namespaces that are known by number and label, from when they are met to when they are gone.
// Not thread-safe.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "namespaces/namespace_finder.h"
#include "namespaces/netns_filter.h"
#include "namespaces/netns_gate.h"
#include "namespaces/netns_ids.h"
#include "sample/tick.h"

namespace sockwatch {

struct KnownNetns {
  std::uint64_t inode = 0;
  std::string label;
  NetnsPlace place;  // as last found
  NetnsGate gate;
  MonoTime facts_due;
};

class NetnsRegistry {
 public:
  // What has a mount waits so long for a process that tells its name: CNI plugins make the mount
  // and run in there first, and the label is to be the container's. What `ip netns` names needs
  // none.
  static constexpr std::chrono::seconds kWaitForProcess{10};

  // The cgroup path of a process, "" if there is none.
  using CgroupOf = std::function<std::string(std::uint32_t pid)>;

  explicit NetnsRegistry(CgroupOf cgroup_of) : cgroup_of_(std::move(cgroup_of)) {}

  struct Changes {
    std::vector<NetnsId> gone;
    std::vector<NetnsId> met;
    std::size_t excluded = 0;  // now
    std::size_t beyond = 0;    // now: not among `limit`, or no number was free
  };

  // Those known stay known as long as they are found and wanted, and among the first `limit`. The
  // label is made when a namespace is met, for good: no two living ones have the same. The kernel
  // gives the inode of a namespace that is gone to the next one (proc_alloc_inum), so one that is
  // found nowhere it was before is another one.
  Changes Update(const NetnsPlaces& places, const NetnsFilter& filter, std::size_t limit,
                 MonoTime now);

  [[nodiscard]] std::map<NetnsId, KnownNetns>& Known() { return known_; }
  [[nodiscard]] const std::map<NetnsId, KnownNetns>& Known() const { return known_; }

 private:
  struct Found {
    MonoTime since;
    std::string label;  // "" until it is met
    std::optional<NetnsId> id;
    NetnsPlace place;  // as last found
  };

  void DropUnwanted(const NetnsPlaces& places, const NetnsFilter& filter, MonoTime now,
                    Changes& changes);
  void DropBeyond(std::size_t limit, MonoTime now, Changes& changes);
  void Drop(Found& found, MonoTime now, Changes& changes);
  void Meet(std::uint64_t inode, const NetnsPlace& place, Found& found, MonoTime now);
  void TakeIn(std::uint64_t inode, const NetnsPlace& place, Found& found, MonoTime now,
              Changes& changes);

  CgroupOf cgroup_of_;
  NetnsIds ids_;
  absl::flat_hash_map<std::uint64_t, Found> found_;  // by inode
  absl::flat_hash_set<std::string> labels_;          // taken
  std::map<NetnsId, KnownNetns> known_;
};

}  // namespace sockwatch
