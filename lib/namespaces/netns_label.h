// What a network namespace is called.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sockwatch {

struct NetnsEvidence {
  std::vector<std::string> mount_names;   // paths of its bind mounts, as found
  std::vector<std::string> cgroup_paths;  // of its processes, oldest first
  std::uint64_t inode = 0;
};

// Pure.
std::string NetnsLabel(const NetnsEvidence& evidence);

}  // namespace sockwatch
