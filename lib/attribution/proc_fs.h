// The process file system, read below a root that tests can move. No other file spells "/proc".
// One thread uses a ProcFs and what comes from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "attribution/dir_reader.h"
#include "base/unique_fd.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

inline constexpr const char* kProcRoot = "/proc";

enum class ProcStatus : std::uint8_t {
  kOk,
  kGone,    // ENOENT, ESRCH: it vanished meanwhile, which is normal
  kDenied,  // EACCES, EPERM: counted as ErrorReason::kProcPermission
  kFailed,  // anything else: counted as ErrorReason::kProcRead
};

// What was read so far, for tests and measurements.
struct ProcReads {
  std::uint64_t files = 0;
  std::uint64_t links = 0;
};

class ProcFs;

// One process, held by an open directory (O_PATH). Once the process is dead everything below fails
// with ESRCH for ever, even if its pid is given out again: what is read through one ProcessDir is
// all of one process. Must not outlive its ProcFs.
class ProcessDir {
 public:
  ProcessDir() = default;
  ProcessDir(ProcFs& proc, UniqueFd directory) : proc_(&proc), directory_(std::move(directory)) {}

  // Reads at most `limit` bytes of a file such as "stat".
  ProcStatus Read(const char* name, std::size_t limit, std::string& out) const;

  // The target of a link such as "exe", cut at 4096 bytes.
  ProcStatus ReadLink(const char* name, std::string& out) const;

  // The inode of the socket at fd number `fd`; nothing if there is none, or it cannot be read.
  [[nodiscard]] std::optional<std::uint32_t> SocketAt(std::int32_t fd) const;

  // Opens "fd" for listing; the status is kOk or says why not.
  ProcStatus OpenFds(UniqueFd& fds) const;

  // How many descriptors are open; nothing before Linux 6.2 (st_size of the directory, one stat).
  [[nodiscard]] std::optional<std::uint64_t> FdCount() const;

 private:
  ProcFs* proc_ = nullptr;
  UniqueFd directory_;
};

class ProcFs {
 public:
  // A root that cannot be opened makes every call say kFailed.
  ProcFs(const std::string& root, std::shared_ptr<SelfStats> stats);

  // All pids, ascending, into `pids`.
  ProcStatus ListPids(std::vector<std::uint32_t>& pids);

  ProcStatus Open(std::uint32_t pid, ProcessDir& process);

  // ProcessDir::FdCount without opening the process first.
  std::optional<std::uint64_t> FdCount(std::uint32_t pid);

  // Whether FdCount says anything, here and of a ProcessDir.
  [[nodiscard]] bool CountsFds() const { return counts_fds_; }

  // Files and links of the root itself, e.g. "self/status".
  ProcStatus Read(const char* path, std::size_t limit, std::string& out);
  ProcStatus ReadLink(const char* path, std::string& out);

  [[nodiscard]] const ProcReads& Reads() const { return reads_; }
  [[nodiscard]] SelfStats& Stats() { return *stats_; }

  // For ProcessDir and WalkFds, which read relative to directories of their own.
  ProcStatus ReadAt(int directory, const char* name, std::size_t limit, std::string& out);
  ProcStatus ReadLinkAt(int directory, const char* name, std::string& out);
  ProcStatus OpenAt(int directory, const char* name, int flags, UniqueFd& out);
  std::optional<std::uint64_t> FdCountAt(int directory, const char* name) const;
  ProcStatus ClassifyAt(int directory, int os_error);
  ProcStatus Classify(int os_error);
  // kOk with the inode of a socket, or with nothing where the link is none of a socket.
  ProcStatus SocketLinkAt(int directory, const char* name, std::optional<std::uint32_t>& inode);

 private:
  std::shared_ptr<SelfStats> stats_;
  UniqueFd root_;
  DirBuffer entries_;
  ProcReads reads_;
  bool counts_fds_ = false;
};

}  // namespace sockwatch
