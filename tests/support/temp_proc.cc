#include "support/temp_proc.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace sockwatch::testing {

namespace fs = std::filesystem;

namespace {

fs::path MakeRoot() {
  const fs::path parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : fs::temp_directory_path();
  std::string name = (parent / "sockwatch-proc-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
  fs::permissions(name, fs::perms(0755));
  return name;
}

void Relink(const std::string& target, const fs::path& link) {
  fs::remove(link);
  fs::create_symlink(target, link);
}

}  // namespace

std::string StatText(const ProcEntry& process) {
  std::string text =
      std::to_string(process.pid) + " (" + process.comm + ") S " + std::to_string(process.ppid);
  for (int field = 5; field < 22; ++field) text += " " + std::to_string(field);
  text += " " + std::to_string(process.start_time);
  for (int field = 23; field <= 52; ++field) text += " 0";
  return text + "\n";
}

TempProc::TempProc() : root_(MakeRoot()) {
  fs::create_directories(root_ / "self" / "fd");
  Write("self/fd/0", "");  // a kernel that counts descriptors says so of its reader too
}

TempProc::~TempProc() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

fs::path TempProc::Path(std::uint32_t pid, const std::string& name) const {
  return root_ / std::to_string(pid) / name;
}

void TempProc::Put(const ProcEntry& process) {
  fs::create_directories(Path(process.pid, "fd"));
  const std::string dir = std::to_string(process.pid) + "/";
  std::string cmdline;
  for (const std::string& argument : process.cmdline) cmdline += argument + '\0';
  Write(dir + "stat", StatText(process));
  Write(dir + "comm", process.comm + "\n");
  Write(dir + "cgroup", "0::" + process.cgroup + "\n");
  Write(dir + "cmdline", cmdline);
  fs::remove(Path(process.pid, "exe"));
  if (!process.exe.empty()) Relink(process.exe, Path(process.pid, "exe"));
}

void TempProc::Remove(std::uint32_t pid) { fs::remove_all(root_ / std::to_string(pid)); }

void TempProc::Socket(std::uint32_t pid, std::int32_t fd, std::uint32_t inode) {
  Link(pid, fd, "socket:[" + std::to_string(inode) + "]");
}

void TempProc::Link(std::uint32_t pid, std::int32_t fd, const std::string& target) {
  Relink(target, Path(pid, "fd") / std::to_string(fd));
}

void TempProc::Close(std::uint32_t pid, std::int32_t fd) {
  fs::remove(Path(pid, "fd") / std::to_string(fd));
}

void TempProc::Write(const std::string& path, const std::string& text) {
  fs::create_directories((root_ / path).parent_path());
  if (fs::is_fifo(root_ / path)) fs::remove(root_ / path);
  std::ofstream(root_ / path, std::ios::binary | std::ios::trunc) << text;
}

void TempProc::MakeFifo(std::uint32_t pid, const std::string& name) {
  fs::remove(Path(pid, name));
  if (mkfifo(Path(pid, name).c_str(), 0600) != 0) throw std::runtime_error("mkfifo " + name);
}

}  // namespace sockwatch::testing
