// Which network namespaces there are besides our own: those of processes, and those with a name.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attribution/proc_fs.h"
#include "base/clock.h"
#include "namespaces/netns_names.h"

namespace sockwatch {

// Where a namespace can be found.
struct NetnsPlace {
  // Processes in it, those that started first, at most NamespaceFinder::kPids.
  std::vector<std::uint32_t> pids;
  std::vector<std::string> mounts;  // paths of bind mounts, as process 1 sees them
};

// By inode.
using NetnsPlaces = absl::flat_hash_map<std::uint64_t, NetnsPlace>;

// Reads one link for each process that is new, young, or has not been looked at for half a minute
// (12 us each, mostly ptrace checks and the lookup of the directory). Namespaces that only a file
// descriptor keeps alive are not found: no file tells of them for so little.
//
// Not thread-safe. `proc` outlives the finder.
class NamespaceFinder {
 public:
  static constexpr std::size_t kPids = 8;
  // The first process of a container moves to its namespace some time after its start.
  static constexpr std::chrono::seconds kYoung{10};
  // A process may move at any time, and its number be given to another one.
  static constexpr std::chrono::seconds kLookAgain{30};

  // `proc` is of `proc_root`.
  NamespaceFinder(std::string proc_root, ProcFs& proc);

  // Of the namespaces that can be seen now, without the one of this process.
  const NetnsPlaces& Look(MonoTime now);

 private:
  struct Process {
    std::uint64_t netns = 0;  // inode; 0: not to be seen
    std::uint64_t start_time = 0;
    MonoTime met;
    bool listed = false;
  };

  void LookAtProcesses(MonoTime now);
  void LookAt(std::uint32_t pid, MonoTime now, bool all);
  [[nodiscard]] std::uint64_t NetnsOf(const std::string& process) const;
  [[nodiscard]] std::uint64_t StartOf(std::uint32_t pid);
  void AddProcesses();
  void AddMounts();
  bool ReadMounts(const char* path);

  std::string proc_root_;
  ProcFs& proc_;
  std::uint64_t own_ = 0;
  absl::flat_hash_map<std::uint32_t, Process> processes_;
  std::vector<std::uint32_t> pids_;
  std::optional<MonoTime> looked_at_all_;
  std::vector<NetnsMount> mounts_;
  std::size_t mounts_limit_ = std::size_t{64} * 1024;
  std::string text_;
  NetnsPlaces places_;
};

}  // namespace sockwatch
