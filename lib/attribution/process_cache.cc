#include "attribution/process_cache.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "attribution/cgroup_unit.h"
#include "attribution/proc_parse.h"
#include "attribution/process_facts.h"
#include "attribution/process_name.h"

namespace sockwatch {

namespace {

constexpr std::size_t kStatLimit = 4096;
constexpr std::size_t kCgroupLimit = 16384;
constexpr std::size_t kLimitsLimit = 4096;
constexpr std::string_view kDeleted = " (deleted)";

std::string ExePath(const ProcessDir& dir) {
  std::string path;
  dir.ReadLink("exe", path);
  if (path.ends_with(kDeleted)) path.resize(path.size() - kDeleted.size());
  return path;
}

std::string Cmdline(const ProcessDir& dir) {
  std::string text;
  dir.Read("cmdline", ProcessCache::kCmdlineLimit, text);
  return text;
}

}  // namespace

ProcessCache::ProcessCache(ProcFs& proc, ReadMark& mark, std::shared_ptr<const NamingRules> rules,
                           Quarantine quarantine)
    : proc_(&proc), mark_(&mark), rules_(std::move(rules)), quarantine_(std::move(quarantine)) {}

KnownProcess* ProcessCache::Find(std::uint32_t pid) {
  const auto found = processes_.find(pid);
  return found == processes_.end() ? nullptr : &found->second;
}

KnownProcess& ProcessCache::Refresh(std::uint32_t pid, const std::string& stat_comm,
                                    std::uint32_t ppid, std::uint64_t start_time) {
  KnownProcess& known = processes_[pid];
  const ProcessKey key{pid, start_time};
  if (known.key != key) known = KnownProcess();
  known.key = key;
  if (known.comm != stat_comm) known.identity = nullptr;
  known.comm = stat_comm;
  known.ppid = ppid;
  return known;
}

ProcStatus ProcessCache::Open(std::uint32_t pid, OpenProcess& process) {
  if (quarantine_.HoldsPid(pid)) return ProcStatus::kDenied;
  mark_->Enter({pid, 0});
  ProcStatus status = proc_->Open(pid, process.dir);
  if (status == ProcStatus::kOk) status = process.dir.Read("stat", kStatLimit, text_);
  if (status != ProcStatus::kOk) return status;
  const auto stat = ParseStat(text_);
  if (!stat) {
    proc_->Stats().CountError(ErrorReason::kProcParse);
    return ProcStatus::kFailed;
  }
  process.known = &Refresh(pid, stat->comm, stat->ppid, stat->start_time);
  if (quarantine_.Holds(process.known->key)) return ProcStatus::kDenied;
  mark_->Enter(process.known->key);
  return ProcStatus::kOk;
}

std::shared_ptr<const ProcessIdentity> ProcessCache::Identify(const OpenProcess& process,
                                                              MonoTime now) {
  KnownProcess& known = *process.known;
  if (known.identity && now - known.named_at < kNameLifetime) return known.identity;
  process.dir.Read("cgroup", kCgroupLimit, text_);
  std::string unit = CgroupUnit(ParseCgroupPath(text_));
  std::string name = NameOf(process, unit);
  // A process that died under our hands has no unit and no arguments; it owns nothing any more.
  if (process.dir.Read("stat", 1, text_) == ProcStatus::kGone) return nullptr;
  known.identity =
      std::make_shared<const ProcessIdentity>(ProcessIdentity{std::move(name), std::move(unit)});
  known.named_at = now;
  return known.identity;
}

std::optional<std::uint64_t> ProcessCache::MaxOpenFiles(const OpenProcess& process, MonoTime now) {
  KnownProcess& known = *process.known;
  if (known.limits_read_at && now - *known.limits_read_at < kLimitsLifetime) {
    return known.max_open_files;
  }
  process.dir.Read("limits", kLimitsLimit, text_);
  known.max_open_files = ParseMaxOpenFiles(text_);
  known.limits_read_at = now;
  return known.max_open_files;
}

std::string ProcessCache::NameOf(const OpenProcess& process, const std::string& unit) const {
  const ProcessDir& dir = process.dir;
  ProcessFacts facts(process.known->comm, unit,
                     {[&dir] { return ExePath(dir); }, [&dir] { return Cmdline(dir); }});
  return NameProcess(*rules_, facts);
}

void ProcessCache::SetRules(std::shared_ptr<const NamingRules> rules) {
  rules_ = std::move(rules);
  for (auto& [pid, known] : processes_) known.identity = nullptr;
}

std::vector<std::uint32_t> ProcessCache::ChangedAfter(std::uint64_t walk) const {
  std::vector<std::uint32_t> pids;
  for (const auto& [pid, known] : processes_) {
    if (known.changed_in > walk) pids.push_back(pid);
  }
  return pids;
}

void ProcessCache::Prune(const std::vector<std::uint32_t>& pids) {
  absl::erase_if(processes_, [&](const auto& process) {
    return !std::binary_search(pids.begin(), pids.end(), process.first);
  });
  quarantine_.Prune(pids);
}

}  // namespace sockwatch
