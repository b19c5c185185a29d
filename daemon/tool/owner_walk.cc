#include "tool/owner_walk.h"

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "attribution/fd_walk.h"
#include "attribution/naming_rules.h"
#include "selfstats/self_stats.h"

namespace sockwatch::tool {
namespace {

constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

struct Candidate {
  ProcessKey key;
  std::uint32_t ppid = 0;
  bool wanted = true;
};

class Walk {
 public:
  Walk(const std::string& proc_root, const std::vector<std::uint32_t>& inodes)
      : stats_(std::make_shared<SelfStats>()),
        proc_(proc_root, stats_),
        processes_(proc_, mark_, std::make_shared<const NamingRules>(), Quarantine()) {
    found_.by_inode.reserve(inodes.size());
    for (const std::uint32_t inode : inodes) {
      if (inode != 0 && found_.by_inode.emplace(inode, kNobody).second) ++left_;
    }
  }

  OwnersFound Run(const NameFilter& wanted) {
    if (left_ == 0) return std::move(found_);
    List(wanted);
    if (wanted) KeepWantedAndAncestors();
    std::sort(candidates_.begin(), candidates_.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.key.pid == 1, a.key.start_time, a.key.pid) <
             std::tuple(b.key.pid == 1, b.key.start_time, b.key.pid);
    });
    for (const Candidate& candidate : candidates_) {
      if (left_ == 0) break;
      Search(candidate.key);
    }
    absl::erase_if(found_.by_inode, [](const auto& entry) { return entry.second == kNobody; });
    return std::move(found_);
  }

 private:
  class Visitor;

  void List(const NameFilter& wanted) {
    std::vector<std::uint32_t> pids;
    proc_.ListPids(pids);
    for (const std::uint32_t pid : pids) {
      OpenProcess process;
      if (processes_.Open(pid, process) != ProcStatus::kOk) continue;
      Candidate candidate{process.known->key, process.known->ppid};
      if (wanted) {
        const auto identity = processes_.Identify(process, MonoTime());
        candidate.wanted = identity && wanted(*identity);
      }
      candidates_.push_back(candidate);
    }
  }

  void KeepWantedAndAncestors() {
    absl::flat_hash_map<std::uint32_t, Candidate> by_pid;
    for (const Candidate& candidate : candidates_) by_pid.emplace(candidate.key.pid, candidate);
    absl::flat_hash_set<std::uint32_t> kept;
    for (const Candidate& candidate : candidates_) {
      if (!candidate.wanted) continue;
      std::uint32_t pid = candidate.key.pid;
      // Up to init, or to one whose own ancestors are kept already.
      while (by_pid.contains(pid) && kept.insert(pid).second) pid = by_pid.at(pid).ppid;
    }
    std::erase_if(candidates_, [&](const Candidate& c) { return !kept.contains(c.key.pid); });
  }

  void Search(const ProcessKey& key);
  void Hit(std::uint32_t inode);

  std::shared_ptr<SelfStats> stats_;
  ProcFs proc_;
  ReadMark mark_;
  ProcessCache processes_;
  DirBuffer entries_;
  OwnersFound found_;
  std::size_t left_ = 0;  // inodes not found yet
  std::vector<Candidate> candidates_;
  OpenProcess process_;
  std::uint32_t owner_ = kNobody;  // of the process being searched
};

class Walk::Visitor final : public FdVisitor {
 public:
  explicit Visitor(Walk& walk) : walk_(walk) {}

  void OnSocket(std::uint32_t inode, std::int32_t /*fd*/) override { walk_.Hit(inode); }
  bool Rest() override { return walk_.left_ > 0; }

 private:
  Walk& walk_;
};

void Walk::Hit(std::uint32_t inode) {
  const auto entry = found_.by_inode.find(inode);
  if (entry == found_.by_inode.end() || entry->second != kNobody) return;
  if (owner_ == kNobody) {
    auto identity = processes_.Identify(process_, MonoTime());
    if (!identity) return;
    owner_ = static_cast<std::uint32_t>(found_.owners.size());
    found_.owners.push_back({process_.known->key.pid, std::move(identity)});
  }
  entry->second = owner_;
  --left_;
}

void Walk::Search(const ProcessKey& key) {
  owner_ = kNobody;
  if (processes_.Open(key.pid, process_) != ProcStatus::kOk || process_.known->key != key) return;
  Visitor visitor(*this);
  if (WalkFds(proc_, process_.dir, entries_, visitor) == ProcStatus::kDenied) ++found_.hidden;
}

}  // namespace

OwnersFound FindOwners(const std::string& proc_root, const std::vector<std::uint32_t>& inodes,
                       const NameFilter& wanted) {
  return Walk(proc_root, inodes).Run(wanted);
}

}  // namespace sockwatch::tool
