#include "namespaces/namespace_finder.h"

#include <algorithm>
#include <utility>

#include "attribution/proc_parse.h"
#include "namespaces/netns_link.h"
#include "namespaces/netns_names.h"

namespace sockwatch {
namespace {

constexpr std::size_t kStatLimit = 4096;
constexpr std::size_t kMostMountinfo = std::size_t{16} * 1024 * 1024;

}  // namespace

NamespaceFinder::NamespaceFinder(std::string proc_root, ProcFs& proc)
    : proc_root_(std::move(proc_root)), proc_(proc) {}

const NetnsPlaces& NamespaceFinder::Look(MonoTime now) {
  own_ = NetnsOf("self");
  LookAtProcesses(now);
  places_.clear();
  AddProcesses();
  AddMounts();
  places_.erase(own_);
  return places_;
}

void NamespaceFinder::LookAtProcesses(MonoTime now) {
  if (proc_.ListPids(pids_) != ProcStatus::kOk) return;
  const bool all = !looked_at_all_ || now >= *looked_at_all_ + kLookAgain;
  if (all) looked_at_all_ = now;
  for (const std::uint32_t pid : pids_) LookAt(pid, now, all);
  absl::erase_if(processes_,
                 [](auto& entry) { return !std::exchange(entry.second.listed, false); });
}

void NamespaceFinder::LookAt(std::uint32_t pid, MonoTime now, bool all) {
  const auto [found, is_new] = processes_.try_emplace(pid);
  Process& process = found->second;
  process.listed = true;
  if (is_new) process.met = now;
  if (!is_new && !all && now >= process.met + kYoung) return;
  const std::uint64_t netns = NetnsOf(std::to_string(pid));
  if (netns == process.netns) return;
  process.netns = netns;
  if (netns != own_) process.start_time = StartOf(pid);
}

std::uint64_t NamespaceFinder::NetnsOf(const std::string& process) const {
  return ReadNetnsLink(proc_root_ + "/" + process);
}

std::uint64_t NamespaceFinder::StartOf(std::uint32_t pid) {
  const std::string path = std::to_string(pid) + "/stat";
  if (proc_.Read(path.c_str(), kStatLimit, text_) != ProcStatus::kOk) return 0;
  const auto stat = ParseStat(text_);
  return stat ? stat->start_time : 0;
}

void NamespaceFinder::AddProcesses() {
  for (const auto& [pid, process] : processes_) {
    if (process.netns != 0 && process.netns != own_) places_[process.netns].pids.push_back(pid);
  }
  const auto earlier = [this](std::uint32_t a, std::uint32_t b) {
    return std::pair(processes_[a].start_time, a) < std::pair(processes_[b].start_time, b);
  };
  for (auto& [inode, place] : places_) {
    const auto kept = std::min(place.pids.size(), kPids);
    const auto middle = place.pids.begin() + static_cast<std::ptrdiff_t>(kept);
    std::partial_sort(place.pids.begin(), middle, place.pids.end(), earlier);
    place.pids.resize(kept);
  }
}

// We may live in a mount namespace of our own, where the host's later mounts are not to be seen.
void NamespaceFinder::AddMounts() {
  if (ReadMounts("1/mountinfo") || ReadMounts("self/mountinfo")) mounts_ = ParseNetnsMounts(text_);
  for (const NetnsMount& mount : mounts_) {
    auto& mounts = places_[mount.inode].mounts;
    if (std::find(mounts.begin(), mounts.end(), mount.path) == mounts.end()) {
      mounts.push_back(mount.path);
    }
  }
}

// The file has as many lines as there are mounts, and its size is not to be had beforehand.
bool NamespaceFinder::ReadMounts(const char* path) {
  while (proc_.Read(path, mounts_limit_, text_) == ProcStatus::kOk) {
    if (text_.size() < mounts_limit_ || mounts_limit_ >= kMostMountinfo) return true;
    mounts_limit_ *= 2;
  }
  return false;
}

}  // namespace sockwatch
