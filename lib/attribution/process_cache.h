// The processes met so far: who they are, and what tells that they changed. Keyed by pid *and*
// start time: a pid given out again is another process.
#pragma once

#include <absl/container/node_hash_map.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "attribution/holder.h"
#include "attribution/naming_rules.h"
#include "attribution/proc_fs.h"
#include "attribution/quarantine.h"
#include "attribution/read_mark.h"
#include "base/clock.h"

namespace sockwatch {

struct KnownProcess {
  ProcessKey key;
  std::uint32_t ppid = 0;
  std::string comm;
  std::optional<std::uint64_t> fd_count;  // when all its sockets were last looked at, if known
  std::uint64_t visited_in = 0;           // number of the walk that last did so
  std::uint64_t changed_in = 0;           // number of the walk that last found another fd_count
  std::shared_ptr<const ProcessIdentity> identity;  // null until it is asked for
  MonoTime named_at;
  std::optional<std::uint64_t> max_open_files;  // as of limits_read_at
  std::optional<MonoTime> limits_read_at;       // nothing: never
};

// A process held open, and what is known of it.
struct OpenProcess {
  ProcessDir dir;
  KnownProcess* known = nullptr;
};

// Used by one thread. What it hands out points into it: valid until Prune().
class ProcessCache {
 public:
  // exec(2) keeps pid and start time. It mostly shows in comm; where it does not, a name is at most
  // this old.
  static constexpr std::chrono::minutes kNameLifetime{10};
  // prlimit(2) changes the limits of a process that runs.
  static constexpr std::chrono::minutes kLimitsLifetime{1};
  static constexpr std::size_t kCmdlineLimit = std::size_t{16} * 1024;

  // `proc` and `mark` must outlive it.
  ProcessCache(ProcFs& proc, ReadMark& mark, std::shared_ptr<const NamingRules> rules,
               Quarantine quarantine);

  // Opens a process and reads its stat. kDenied also stands for a quarantined one.
  ProcStatus Open(std::uint32_t pid, OpenProcess& process);

  // Says that reading goes on in `process`, after another one was opened.
  void Resume(const OpenProcess& process) { mark_->Enter(process.known->key); }

  // What is known of whoever had this pid last; null if nothing.
  KnownProcess* Find(std::uint32_t pid);

  // Those found with another number of descriptors in a walk after `walk`.
  [[nodiscard]] std::vector<std::uint32_t> ChangedAfter(std::uint64_t walk) const;

  // Name and unit, read if need be; null if the process is gone.
  std::shared_ptr<const ProcessIdentity> Identify(const OpenProcess& process, MonoTime now);

  // The soft RLIMIT_NOFILE, read if need be; nothing if there is none or it cannot be read.
  std::optional<std::uint64_t> MaxOpenFiles(const OpenProcess& process, MonoTime now);

  // For later names; those known are forgotten.
  void SetRules(std::shared_ptr<const NamingRules> rules);

  // Forgets who is not among `pids`, which are ascending.
  void Prune(const std::vector<std::uint32_t>& pids);

  [[nodiscard]] std::size_t Size() const { return processes_.size(); }

 private:
  KnownProcess& Refresh(std::uint32_t pid, const std::string& stat_comm, std::uint32_t ppid,
                        std::uint64_t start_time);
  [[nodiscard]] std::string NameOf(const OpenProcess& process, const std::string& unit) const;

  ProcFs* proc_;
  ReadMark* mark_;
  std::shared_ptr<const NamingRules> rules_;
  Quarantine quarantine_;
  absl::node_hash_map<std::uint32_t, KnownProcess> processes_;
  std::string text_;
};

}  // namespace sockwatch
