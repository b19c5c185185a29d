// Resolver: the walk over processes.
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <utility>

#include "attribution/fd_walk.h"
#include "attribution/resolver.h"

namespace sockwatch {

namespace {

constexpr std::uint32_t kInit = 1;
constexpr std::uint64_t kVolatileWalks = 16;

bool StartsBefore(const ProcessKey& a, const ProcessKey& b) {
  return std::pair(a.start_time, a.pid) < std::pair(b.start_time, b.pid);
}

}  // namespace

class Resolver::SocketVisitor final : public FdVisitor {
 public:
  // A parent visited by the same walk needs no asking: it would have been found there.
  SocketVisitor(Resolver& resolver, const OpenProcess& process)
      : resolver_(resolver), process_(process), parent_(resolver.processes_, process) {
    const KnownProcess* parent = resolver.processes_.Find(process.known->ppid);
    ask_parent_ = parent != nullptr && parent->visited_in != resolver.walk_;
  }

  void OnSocket(std::uint32_t inode, std::int32_t fd) override {
    if (!resolver_.walking_.Wants(inode)) return;
    resolver_.Hit(resolver_.walking_, process_, ask_parent_ ? &parent_ : nullptr, inode, fd);
  }

  bool Rest() override {
    const ProcessKey key = process_.known->key;
    stopped_ = !resolver_.Checkpoint();
    cut_short_ = stopped_ || resolver_.walking_.Empty();
    resolver_.mark_.Enter(key);
    return !cut_short_;
  }

  [[nodiscard]] bool Stopped() const { return stopped_; }
  [[nodiscard]] bool CutShort() const { return cut_short_; }

 private:
  Resolver& resolver_;
  const OpenProcess& process_;
  ForkParent parent_;
  bool ask_parent_ = false;
  bool stopped_ = false;
  bool cut_short_ = false;
};

bool Resolver::Walk() {
  walking_ = std::exchange(waiting_, {});
  order_.clear();
  ++walk_;
  blind_ = false;
  if (!WalkLikely() || !WalkCgroups()) return false;
  Flush();
  if (!WalkListed(Whom::kChanged)) return false;
  EndPhase();
  if (!WalkListed(Whom::kAll) || !WalkNewborn()) return false;
  EndPhase();
  if (!WalkInit()) return false;
  EndPhase();
  GiveUp();
  return true;
}

bool Resolver::WalkLikely() {
  // A program that opens and closes all the time may be caught with a short connection only by
  // those who look there at once.
  std::vector<std::uint32_t> pids =
      processes_.ChangedAfter(walk_ > kVolatileWalks ? walk_ - kVolatileWalks : 0);
  absl::flat_hash_set<std::uint32_t> seen(pids.begin(), pids.end());
  walking_.ForEachOpen([&](const OwnerQuery& query) {
    if (query.pid != 0 && query.fd < 0 && seen.insert(query.pid).second) pids.push_back(query.pid);
  });
  Order order;
  return OrderByStart(pids, order) && VisitAll(order, Whom::kAll);
}

bool Resolver::WalkCgroups() {
  std::vector<std::uint64_t> ids;
  absl::flat_hash_set<std::uint64_t> seen;
  walking_.ForEachOpen([&](const OwnerQuery& query) {
    if (query.cgroup_id != 0 && seen.insert(query.cgroup_id).second) ids.push_back(query.cgroup_id);
  });
  for (const std::uint64_t id : ids) {
    if (walking_.Empty()) break;
    if (!Checkpoint()) return false;
    mark_.Enter({});
    Order order;
    if (!OrderByStart(cgroups_.Pids(id), order) || !VisitAll(order, Whom::kAll)) return false;
  }
  return true;
}

bool Resolver::List(std::vector<std::uint32_t>& pids) {
  mark_.Enter({});
  if (proc_.ListPids(pids) == ProcStatus::kOk) return true;
  blind_ = true;  // the root itself never vanishes
  return false;
}

bool Resolver::WalkListed(Whom whom) {
  if (walking_.Empty()) return true;
  if (order_.empty()) {
    std::vector<std::uint32_t> pids;
    if (List(pids)) processes_.Prune(pids);
    if (!OrderByStart(pids, order_)) return false;
  }
  return VisitAll(order_, whom);
}

// Those born during the walk: a server may have handed the socket to one and closed it.
bool Resolver::WalkNewborn() {
  if (walking_.Empty()) return true;
  std::vector<std::uint32_t> pids;
  Order order;
  List(pids);
  std::erase_if(pids, [this](std::uint32_t pid) {
    const KnownProcess* known = processes_.Find(pid);
    return known != nullptr && known->visited_in == walk_;
  });
  return OrderByStart(pids, order) && VisitAll(order, Whom::kAll);
}

bool Resolver::WalkInit() {
  if (walking_.Empty()) return true;
  if (!Checkpoint()) return false;
  OpenProcess init;
  const ProcStatus status = processes_.Open(kInit, init);
  NotSeen(status);
  return status != ProcStatus::kOk || Look(init);
}

bool Resolver::OrderByStart(const std::vector<std::uint32_t>& pids, Order& order) {
  for (const std::uint32_t pid : pids) {
    if (pid == kInit) continue;
    const KnownProcess* known = processes_.Find(pid);
    if (known == nullptr) {
      if (!Checkpoint()) return false;
      OpenProcess process;
      NotSeen(processes_.Open(pid, process));
      known = process.known;
    }
    if (known != nullptr) order.push_back(known->key);
  }
  std::sort(order.begin(), order.end(), StartsBefore);
  return true;
}

bool Resolver::VisitAll(Order& order, Whom whom) {
  for (std::size_t i = 0; i < order.size() && !walking_.Empty(); ++i) {
    const ProcessKey expected = order[i];
    const KnownProcess* known = processes_.Find(expected.pid);
    if (known != nullptr && known->visited_in == walk_) continue;
    if (!Checkpoint()) return false;
    if (whom == Whom::kChanged && Unchanged(expected.pid)) continue;
    OpenProcess process;
    if (Reach(expected, order, i + 1, process) && !Look(process)) return false;
  }
  return true;
}

// Opens the process whose turn it is. False if it cannot be looked at, or not now.
bool Resolver::Reach(ProcessKey expected, Order& order, std::size_t next, OpenProcess& process) {
  const ProcStatus status = processes_.Open(expected.pid, process);
  NotSeen(status);
  if (status != ProcStatus::kOk) return false;
  const ProcessKey key = process.known->key;
  if (key == expected) return true;
  // The pid was given out again: the newcomer's turn comes later.
  const auto from = order.begin() + static_cast<std::ptrdiff_t>(next);
  order.insert(std::upper_bound(from, order.end(), key, StartsBefore), key);
  return false;
}

bool Resolver::Unchanged(std::uint32_t pid) {
  KnownProcess* known = processes_.Find(pid);
  if (known == nullptr || !known->fd_count) return false;
  mark_.Enter(known->key);
  if (proc_.FdCount(pid) != known->fd_count) {
    known->changed_in = walk_;
    return false;
  }
  return true;
}

bool Resolver::Look(OpenProcess& process) {
  // Counted first: what is opened during the walk must show as a change next time.
  const auto fd_count = process.dir.FdCount();
  const ProcessKey key = process.known->key;
  SocketVisitor visitor(*this, process);
  NotSeen(WalkFds(proc_, process.dir, fd_entries_, visitor));
  if (visitor.Stopped()) return false;
  // The walk rests, and meanwhile the entry may have become that of the pid's next process.
  if (process.known->key != key) return true;
  process.known->fd_count = visitor.CutShort() ? std::nullopt : fd_count;
  process.known->visited_in = walk_;
  return true;
}

void Resolver::NotSeen(ProcStatus status) {
  if (status == ProcStatus::kDenied || status == ProcStatus::kFailed) blind_ = true;
}

}  // namespace sockwatch
