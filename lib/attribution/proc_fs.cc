#include "attribution/proc_fs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <utility>

#include "attribution/proc_parse.h"

namespace sockwatch {

namespace {

constexpr std::size_t kLinkLimit = 4096;
// "socket:[4294967295]" and its like fit; paths are cut, and are no sockets.
constexpr std::size_t kFdLinkLimit = 64;

// "<prefix><number><suffix>" without allocating.
class NumberedName {
 public:
  NumberedName(std::string_view prefix, std::uint32_t number, std::string_view suffix = "") {
    char* at = std::copy(prefix.begin(), prefix.end(), text_.data());
    at = std::to_chars(at, text_.data() + text_.size(), number).ptr;
    *std::copy(suffix.begin(), suffix.end(), at) = '\0';
  }
  [[nodiscard]] const char* CStr() const { return text_.data(); }

 private:
  std::array<char, 32> text_{};
};

int OpenRoot(const std::string& root) {
  return open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
}

// Reads to the end or to `out`'s size. Returns the length, or -1 with errno set.
ssize_t ReadInto(int fd, std::string& out) {
  std::size_t length = 0;
  while (length < out.size()) {
    const ssize_t got = read(fd, out.data() + length, out.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  return static_cast<ssize_t>(length);
}

// `directory` is that of a process, or its fd/.
bool IsAlive(int directory) {
  return faccessat(directory, "comm", F_OK, 0) == 0 ||
         faccessat(directory, "../comm", F_OK, 0) == 0;
}

}  // namespace

ProcStatus ProcessDir::Read(const char* name, std::size_t limit, std::string& out) const {
  return proc_->ReadAt(directory_.Get(), name, limit, out);
}

ProcStatus ProcessDir::ReadLink(const char* name, std::string& out) const {
  return proc_->ReadLinkAt(directory_.Get(), name, out);
}

std::optional<std::uint32_t> ProcessDir::SocketAt(std::int32_t fd) const {
  if (fd < 0) return std::nullopt;
  const NumberedName name("fd/", static_cast<std::uint32_t>(fd));
  std::optional<std::uint32_t> inode;
  proc_->SocketLinkAt(directory_.Get(), name.CStr(), inode);
  return inode;
}

ProcStatus ProcessDir::OpenFds(UniqueFd& fds) const {
  return proc_->OpenAt(directory_.Get(), "fd", O_RDONLY | O_DIRECTORY, fds);
}

std::optional<std::uint64_t> ProcessDir::FdCount() const {
  return proc_->FdCountAt(directory_.Get(), "fd");
}

ProcFs::ProcFs(const std::string& root, std::shared_ptr<SelfStats> stats)
    : stats_(std::move(stats)), root_(OpenRoot(root)) {
  // Our own descriptors are never none: a kernel that says 0 does not count them at all.
  struct stat own = {};
  counts_fds_ = fstatat(root_.Get(), "self/fd", &own, 0) == 0 && own.st_size > 0;
}

ProcStatus ProcFs::ListPids(std::vector<std::uint32_t>& pids) {
  pids.clear();
  UniqueFd directory;
  const ProcStatus status = OpenAt(root_.Get(), ".", O_RDONLY | O_DIRECTORY, directory);
  if (status != ProcStatus::kOk) return status;
  DirReader reader(std::move(directory), entries_);
  while (const char* name = reader.NextNumber()) {
    if (const auto pid = ParseNumber(name)) pids.push_back(*pid);
  }
  std::sort(pids.begin(), pids.end());
  return reader.OsError() == 0 ? ProcStatus::kOk : Classify(reader.OsError());
}

ProcStatus ProcFs::Open(std::uint32_t pid, ProcessDir& process) {
  UniqueFd directory;
  const ProcStatus status =
      OpenAt(root_.Get(), NumberedName("", pid).CStr(), O_PATH | O_DIRECTORY, directory);
  process = ProcessDir(*this, std::move(directory));
  return status;
}

std::optional<std::uint64_t> ProcFs::FdCount(std::uint32_t pid) {
  return FdCountAt(root_.Get(), NumberedName("", pid, "/fd").CStr());
}

ProcStatus ProcFs::Read(const char* path, std::size_t limit, std::string& out) {
  return ReadAt(root_.Get(), path, limit, out);
}

ProcStatus ProcFs::ReadLink(const char* path, std::string& out) {
  return ReadLinkAt(root_.Get(), path, out);
}

ProcStatus ProcFs::ReadAt(int directory, const char* name, std::size_t limit, std::string& out) {
  ++reads_.files;
  out.clear();
  UniqueFd file;
  const ProcStatus status = OpenAt(directory, name, O_RDONLY, file);
  if (status != ProcStatus::kOk) return status;
  out.resize(limit);
  const ssize_t length = ReadInto(file.Get(), out);
  const int os_error = errno;
  out.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  return length < 0 ? ClassifyAt(directory, os_error) : ProcStatus::kOk;
}

ProcStatus ProcFs::ReadLinkAt(int directory, const char* name, std::string& out) {
  ++reads_.links;
  out.resize(kLinkLimit);
  const ssize_t length = readlinkat(directory, name, out.data(), out.size());
  const int os_error = errno;
  out.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  return length < 0 ? ClassifyAt(directory, os_error) : ProcStatus::kOk;
}

ProcStatus ProcFs::SocketLinkAt(int directory, const char* name,
                                std::optional<std::uint32_t>& inode) {
  ++reads_.links;
  std::array<char, kFdLinkLimit> target;
  const ssize_t length = readlinkat(directory, name, target.data(), target.size());
  if (length < 0) return ClassifyAt(directory, errno);
  inode = ParseSocketLink({target.data(), static_cast<std::size_t>(length)});
  return ProcStatus::kOk;
}

ProcStatus ProcFs::OpenAt(int directory, const char* name, int flags, UniqueFd& out) {
  int fd = -1;
  do {
    fd = openat(directory, name, flags | O_CLOEXEC);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return ClassifyAt(directory, errno);
  out.Reset(fd);
  return ProcStatus::kOk;
}

std::optional<std::uint64_t> ProcFs::FdCountAt(int directory, const char* name) const {
  struct stat info = {};
  if (!counts_fds_ || fstatat(directory, name, &info, 0) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(info.st_size);
}

// The links of a process that has ended answer EACCES, not ENOENT: nobody is left whom we might
// trace (fs/proc/base.c, proc_fd_access_allowed).
ProcStatus ProcFs::ClassifyAt(int directory, int os_error) {
  const bool denied = os_error == EACCES || os_error == EPERM;
  const bool of_process = directory != root_.Get();
  return denied && of_process && !IsAlive(directory) ? ProcStatus::kGone : Classify(os_error);
}

ProcStatus ProcFs::Classify(int os_error) {
  switch (os_error) {
    case ENOENT:
    case ESRCH:
      return ProcStatus::kGone;
    case EACCES:
    case EPERM:
      stats_->CountError(ErrorReason::kProcPermission);
      return ProcStatus::kDenied;
    default:
      stats_->CountError(ErrorReason::kProcRead);
      return ProcStatus::kFailed;
  }
}

}  // namespace sockwatch
