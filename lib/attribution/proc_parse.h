// What files and links below /proc/PID say: text in, value out, no reading. Every function takes
// any bytes; a text that is cut off is refused rather than half understood.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sockwatch {

// Part of /proc/PID/stat (proc(5)).
struct ProcessStat {
  std::string comm;              // field 2, any bytes but NUL: spaces, parentheses, newlines
  std::uint32_t ppid = 0;        // field 4
  std::uint64_t start_time = 0;  // field 22, clock ticks since boot
};

// comm ends at the *last* ')': it may hold one itself, the numbers behind it cannot.
std::optional<ProcessStat> ParseStat(std::string_view text);

// The path of a process' cgroup from /proc/PID/cgroup (cgroups(7)), of the hierarchies where it is
// not the root: that of systemd ("N:name=systemd:/path"), which exists with cgroup v1; or the
// unified one ("0::/path"); or the first other. On a hybrid host runtimes put a container into the
// v1 hierarchies and leave it in their own service in the unified one. " (deleted)" behind the path
// is dropped. "/" if all are the root, "" if there is none.
std::string ParseCgroupPath(std::string_view text);

// The inode in the target of a socket's /proc/PID/fd link, "socket:[123]" (fs/proc/fd.c, dname of
// sockfs); nothing for anything else.
std::optional<std::uint32_t> ParseSocketLink(std::string_view link);

// CapEff of /proc/PID/status as a bit set (capabilities(7)).
std::optional<std::uint64_t> ParseCapEff(std::string_view status);

// The soft limit of "Max open files" in /proc/PID/limits (proc(5)); nothing if it is "unlimited".
std::optional<std::uint64_t> ParseMaxOpenFiles(std::string_view limits);

// Where the cgroup2 file system is mounted, from /proc/self/mountinfo (proc(5)); "" if it is not.
std::string ParseCgroup2Mount(std::string_view mountinfo);

// A directory entry that is a number: a pid or an fd.
std::optional<std::uint32_t> ParseNumber(std::string_view text);

}  // namespace sockwatch
