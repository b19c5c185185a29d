// How the kernel names network namespaces: by the inode that they have in nsfs. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sockwatch {

// The inode in "net:[4026531840]", the target of /proc/PID/ns/net (namespaces(7)); nothing if it
// is not that.
std::optional<std::uint64_t> ParseNetnsName(std::string_view name);

// A name in the file system that keeps a namespace alive without a process in it.
struct NetnsMount {
  std::uint64_t inode = 0;
  std::string path;

  friend bool operator==(const NetnsMount&, const NetnsMount&) = default;
};

// Bind mounts of network namespaces in /proc/PID/mountinfo (proc(5)): lines of file system type
// nsfs whose root, field 4, is the name above. Paths that no longer can be reached by their name
// ("//deleted") are left out, and so is a last line without its newline.
std::vector<NetnsMount> ParseNetnsMounts(std::string_view mountinfo);

}  // namespace sockwatch
