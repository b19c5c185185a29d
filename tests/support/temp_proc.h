// A /proc of the test's own, below a temporary directory: what a test says is there, and nothing
// else. On tmpfs where there is one, because there a directory's size changes with its entries, as
// that of /proc/PID/fd does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sockwatch::testing {

struct ProcEntry {
  std::uint32_t pid = 0;
  std::string comm = "server";
  std::uint64_t start_time = 100;
  std::uint32_t ppid = 1;
  std::string cgroup = "/";                       // of the unified hierarchy
  std::string exe = "/usr/sbin/server";           // "": the link is missing
  std::vector<std::string> cmdline = {"server"};  // arguments
};

class TempProc {
 public:
  TempProc();
  ~TempProc();
  TempProc(const TempProc&) = delete;
  TempProc& operator=(const TempProc&) = delete;

  [[nodiscard]] std::string Root() const { return root_.string(); }
  [[nodiscard]] std::filesystem::path Path(std::uint32_t pid, const std::string& name) const;

  // Adds the process, or replaces its files and keeps its descriptors (as exec does).
  void Put(const ProcEntry& process);
  void Remove(std::uint32_t pid);

  // Descriptor `fd` of `pid` becomes a socket or a link to anything else.
  void Socket(std::uint32_t pid, std::int32_t fd, std::uint32_t inode);
  void Link(std::uint32_t pid, std::int32_t fd, const std::string& target);
  void Close(std::uint32_t pid, std::int32_t fd);

  // A file such as "self/status".
  void Write(const std::string& path, const std::string& text);

  // Puts a FIFO in the place of a file of a process: who reads it does not come back until somebody
  // writes.
  void MakeFifo(std::uint32_t pid, const std::string& name);

 private:
  std::filesystem::path root_;
};

// The content of /proc/PID/stat.
std::string StatText(const ProcEntry& process);

}  // namespace sockwatch::testing
