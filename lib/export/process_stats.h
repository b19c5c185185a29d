// What the daemon itself uses, as every Prometheus client library exports it (process_*). Nothing
// here is about observed processes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sockwatch {

// Absent: the kernel did not say, e.g. because no file could be opened or there is no limit.
struct ProcessStats {
  std::optional<double> cpu_seconds;  // user and system
  std::optional<double> open_fds;     // with the one that counts them
  std::optional<double> max_fds;      // soft RLIMIT_NOFILE
  std::optional<double> virtual_memory_bytes;
  std::optional<double> resident_memory_bytes;
  std::optional<double> start_time_seconds;  // since 1970
};

// The fields of /proc/PID/stat used here, in the kernel's units (proc(5)).
struct SelfStat {
  std::uint64_t cpu_ticks = 0;    // utime + stime, in 1 / sysconf(_SC_CLK_TCK) s
  std::uint64_t start_ticks = 0;  // starttime, since boot
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_pages = 0;

  friend bool operator==(const SelfStat&, const SelfStat&) = default;
};

// The text of /proc/PID/stat. The name in it may hold anything, brackets and spaces too.
std::optional<SelfStat> ParseSelfStat(std::string_view text);

// Reads proc_root/self/{stat,limits,fd} and, once, the boot time (btime) in proc_root/stat.
// Read() may be called by several threads.
class ProcessStatsReader {
 public:
  explicit ProcessStatsReader(std::string proc_root);

  [[nodiscard]] ProcessStats Read() const;

 private:
  std::string proc_root_;
  // Worked out once: btime moves when the wall clock is set, and a changed start time would look
  // like a restart.
  std::optional<double> start_time_seconds_;
};

}  // namespace sockwatch
