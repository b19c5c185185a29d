// From the cgroup id of a socket to the cgroup: its path, and the processes in it.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "attribution/proc_fs.h"
#include "base/unique_fd.h"

namespace sockwatch {

// Used by one thread. Needs a cgroup2 mount and CAP_DAC_READ_SEARCH; without them it knows nothing,
// and Available() is false.
class CgroupById {
 public:
  // Looks for the mount in ROOT/self/mountinfo and sets Feature::kCgroupUnits. `proc` must outlive
  // this.
  explicit CgroupById(ProcFs& proc);

  [[nodiscard]] bool Available() const { return available_; }

  // Path below the mount, "/" for the root; "" if the cgroup has been removed or is not to be
  // found. Remembered: an id is never given out twice.
  const std::string& Path(std::uint64_t id);

  // The unit of whoever made the socket; "" for the root and init.scope.
  std::string Unit(std::uint64_t id);

  // The processes in it and not below it; none for the root, where looking would tell nothing.
  std::vector<std::uint32_t> Pids(std::uint64_t id);

 private:
  // Any object of a cgroup2 mount is named by a handle of type 0xfe (FILEID_KERNFS,
  // include/linux/exportfs.h) that holds the 64-bit id: open_by_handle_at(2) is the way back.
  ProcStatus Open(std::uint64_t id, UniqueFd& cgroup);
  std::string Lookup(std::uint64_t id);

  ProcFs* proc_;
  std::string mount_point_;
  UniqueFd mount_;
  bool available_ = false;
  absl::flat_hash_map<std::uint64_t, std::string> paths_;
};

}  // namespace sockwatch
