#include "attribution/cgroup_by_id.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "attribution/cgroup_unit.h"
#include "attribution/proc_parse.h"

namespace sockwatch {

namespace {

constexpr int kFileIdKernfs = 0xfe;
constexpr std::size_t kMountInfoLimit = std::size_t{1} << 20U;
constexpr std::size_t kProcsLimit = std::size_t{1} << 20U;
constexpr std::size_t kMaxPaths = 4096;

std::vector<std::uint32_t> ParsePids(std::string_view text) {
  std::vector<std::uint32_t> pids;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    const auto pid = ParseNumber(text.substr(0, end));
    if (pid && *pid != 0) pids.push_back(*pid);  // 0: not in our pid namespace
    text.remove_prefix(end + 1);
  }
  return pids;
}

}  // namespace

CgroupById::CgroupById(ProcFs& proc) : proc_(&proc) {
  std::string mounts;
  if (proc.Read("self/mountinfo", kMountInfoLimit, mounts) == ProcStatus::kOk) {
    mount_point_ = ParseCgroup2Mount(mounts);
  }
  if (!mount_point_.empty()) {
    mount_.Reset(open(mount_point_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  // The id of a cgroup is its directory's inode number, so the way can be tried with the root.
  struct stat root = {};
  UniqueFd cgroup;
  available_ =
      mount_ && fstat(mount_.Get(), &root) == 0 && Open(root.st_ino, cgroup) == ProcStatus::kOk;
  proc.Stats().SetFeature(Feature::kCgroupUnits, available_);
}

ProcStatus CgroupById::Open(std::uint64_t id, UniqueFd& cgroup) {
  alignas(file_handle) std::array<char, sizeof(file_handle) + sizeof(id)> space{};
  auto* handle = reinterpret_cast<file_handle*>(space.data());
  handle->handle_bytes = sizeof(id);
  handle->handle_type = kFileIdKernfs;
  std::memcpy(space.data() + sizeof(file_handle), &id, sizeof(id));
  cgroup.Reset(open_by_handle_at(mount_.Get(), handle, O_PATH | O_CLOEXEC));
  if (cgroup) return ProcStatus::kOk;
  return errno == ESTALE || errno == ENOENT ? ProcStatus::kGone : ProcStatus::kFailed;
}

std::string CgroupById::Lookup(std::uint64_t id) {
  UniqueFd cgroup;
  std::string path;
  const ProcStatus opened = Open(id, cgroup);
  if (opened == ProcStatus::kFailed) proc_->Stats().CountError(ErrorReason::kCgroupLookup);
  if (opened != ProcStatus::kOk) return "";
  const std::string link = "self/fd/" + std::to_string(cgroup.Get());
  const ProcStatus status = proc_->ReadLink(link.c_str(), path);
  if (status != ProcStatus::kOk || !path.starts_with(mount_point_)) {
    proc_->Stats().CountError(ErrorReason::kCgroupLookup);
    return "";
  }
  path.erase(0, mount_point_.size());
  return path.empty() ? "/" : path;
}

const std::string& CgroupById::Path(std::uint64_t id) {
  const auto known = paths_.find(id);
  if (known != paths_.end()) return known->second;
  if (paths_.size() >= kMaxPaths) paths_.clear();
  return paths_.emplace(id, available_ && id != 0 ? Lookup(id) : "").first->second;
}

std::string CgroupById::Unit(std::uint64_t id) { return CgroupUnit(Path(id)); }

std::vector<std::uint32_t> CgroupById::Pids(std::uint64_t id) {
  const std::string& path = Path(id);
  UniqueFd cgroup;
  if (path.empty() || path == "/" || Open(id, cgroup) != ProcStatus::kOk) return {};
  // A threaded cgroup has no such list, and a removed one neither: then the walk decides.
  std::string text;
  proc_->ReadAt(cgroup.Get(), "cgroup.procs", kProcsLimit, text);
  return ParsePids(text);
}

}  // namespace sockwatch
