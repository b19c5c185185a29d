#include "namespaces/netns_door.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

namespace sockwatch {
namespace {

UniqueFd Open(const std::string& path) {
  return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

Entry Classify(int os_error) {
  switch (os_error) {
    case ENOENT:
    case ESRCH:
      return Entry::kVanished;
    case EPERM:
    case EACCES:
      return Entry::kDenied;
    default:
      return Entry::kFailed;
  }
}

}  // namespace

SetnsDoor::SetnsDoor(std::string proc_root)
    : proc_root_(std::move(proc_root)), home_(Open(proc_root_ + "/thread-self/ns/net")) {}

bool SetnsDoor::Opens() const { return ::setns(home_.Get(), CLONE_NEWNET) == 0; }

// What one way says is not the last word: a process may have ended while others live on.
Entry SetnsDoor::Enter(std::uint64_t inode, const NetnsPlace& place) {
  Entry entry = Entry::kVanished;
  const auto try_by = [&](const std::string& path) {
    const Entry tried = EnterBy(inode, path);
    if (tried != Entry::kVanished) entry = tried;
    return tried == Entry::kInside;
  };
  for (const std::uint32_t pid : place.pids) {
    if (try_by(proc_root_ + "/" + std::to_string(pid) + "/ns/net")) return entry;
  }
  for (const std::string& mount : place.mounts) {
    // The mounts are those of process 1, whose root need not be ours.
    if (try_by(proc_root_ + "/1/root" + mount) || try_by(mount)) return entry;
  }
  return entry;
}

Entry SetnsDoor::EnterBy(std::uint64_t inode, const std::string& path) const {
  const UniqueFd fd = Open(path);
  if (!fd) return Classify(errno);
  struct stat info = {};
  if (::fstat(fd.Get(), &info) != 0) return Classify(errno);
  if (info.st_ino != inode) return Entry::kVanished;  // another one has its place by now
  return ::setns(fd.Get(), CLONE_NEWNET) == 0 ? Entry::kInside : Classify(errno);
}

bool SetnsDoor::Leave() { return ::setns(home_.Get(), CLONE_NEWNET) == 0; }

}  // namespace sockwatch
