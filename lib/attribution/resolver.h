// Finds who holds sockets, by a batch of questions at a time, each phase costing more than the one
// before (owner_finder.h is the contract):
//   places    the questions' own hints, then descriptors just freed: one readlink each
//   likely    processes that opened or closed lately, those that the questions name, and those of
//             the sockets' cgroups
//   changed   processes that are new or whose number of descriptors changed
//   rest      all others
// each in order of start time, so that the first holder found is the owner; pid 1 comes at the very
// end. Between two reads it rests: answers go out and questions come in there, and there it waits
// when its CPU budget is used up. Questions that come in during a walk are tried at once by places,
// and join the next walk: a walk only proves something about sockets asked for before it began.
// Descriptors are counted after that, by a few processes at a time: between them, and within a
// process that takes long, whatever questions there are go first.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "attribution/batch.h"
#include "attribution/cgroup_by_id.h"
#include "attribution/cpu_budget.h"
#include "attribution/fork_parent.h"
#include "attribution/owner_finder.h"
#include "attribution/pid_queue.h"
#include "attribution/process_cache.h"
#include "attribution/reply_writer.h"

namespace sockwatch {

// What the resolver is told.
struct ResolverMail {
  OwnerRequest request;
  std::shared_ptr<const NamingRules> rules;  // null: as before
  std::optional<double> cpu_budget;          // share of one core
  bool stop = false;
};

// The resolver's way to those who ask.
class ResolverPort {
 public:
  ResolverPort() = default;
  ResolverPort(const ResolverPort&) = delete;
  ResolverPort& operator=(const ResolverPort&) = delete;
  virtual ~ResolverPort() = default;

  // What came in since the last call; does not block.
  virtual ResolverMail Collect() = 0;
  virtual void Send(OwnerReply reply) = 0;

  // Returns when something has come in, at the latest after `at_most`.
  virtual void Sleep(std::chrono::nanoseconds at_most) = 0;
};

struct ResolverTime {
  std::function<MonoTime()> now;
  std::function<std::chrono::nanoseconds()> cpu;         // used so far by the calling thread
  std::function<std::chrono::nanoseconds()> since_boot;  // CLOCK_BOOTTIME
};

struct ResolverSetup {
  std::string proc_root;
  std::shared_ptr<SelfStats> stats;
  std::shared_ptr<const NamingRules> rules;
  double cpu_budget = 0.01;
  Quarantine quarantine;
  ResolverTime time;
};

// Used by one thread.
class Resolver {
 public:
  // `port` and `mark` must outlive it.
  Resolver(ResolverSetup setup, ResolverPort& port, ReadMark& mark);

  // Answers until told to stop.
  void Serve();

  // Answers what has come in, and what comes in meanwhile if places suffice; then counts, and
  // answers all that comes in while it does. False: told to stop.
  bool RunOnce();

  [[nodiscard]] const ProcReads& Reads() const { return proc_.Reads(); }

 private:
  class SocketVisitor;

  // Where a socket may sit. `rank` orders them: by kind of question, freed ones last.
  struct Place {
    std::uint8_t rank = 0;
    std::uint32_t pid = 0;
    std::int32_t fd = -1;

    friend bool operator==(const Place&, const Place&) = default;
    friend bool operator<(const Place& a, const Place& b) {
      return std::tie(a.rank, a.pid, a.fd) < std::tie(b.rank, b.pid, b.fd);
    }
  };
  using Order = std::vector<ProcessKey>;
  enum class Whom : std::uint8_t { kAll, kChanged };

  static constexpr double kCountingShare = 0.5;

  // These return false when told to stop, and may come back much later.
  bool AnswerQueries();
  bool Rest();
  bool Checkpoint();
  bool Admit();
  bool TryPlaces(const std::vector<Place>& places);
  bool Walk();
  bool WalkLikely();
  bool WalkCgroups();
  bool WalkListed(Whom whom);
  bool WalkNewborn();
  bool WalkInit();
  bool OrderByStart(const std::vector<std::uint32_t>& pids, Order& order);
  bool VisitAll(Order& order, Whom whom);
  bool Look(OpenProcess& process);
  bool CountAll();
  bool CountOne(std::uint32_t pid);
  bool PauseCounting();

  bool Collect();
  void UpdateBudget();
  [[nodiscard]] bool HasMail() const {
    return !incoming_.queries.empty() || !incoming_.freed.empty();
  }
  [[nodiscard]] bool QueriesDone() const { return waiting_.Empty() && !HasMail(); }
  void TryOne(const OpenProcess& process, ForkParent& parent, std::int32_t fd);
  bool List(std::vector<std::uint32_t>& pids);
  bool Reach(ProcessKey expected, Order& order, std::size_t next, OpenProcess& process);
  bool Unchanged(std::uint32_t pid);
  void Hit(Batch& batch, const OpenProcess& process, ForkParent* parent, std::uint32_t inode,
           std::int32_t fd);
  void Settle(Batch& batch, std::uint32_t inode, const Holder& holder, bool names_agree);
  void EndPhase();
  void GiveUp();
  void Flush();
  void NotSeen(ProcStatus status);

  ResolverPort& port_;
  ReadMark& mark_;
  ResolverTime time_;
  CpuBudget budget_;
  MonoTime now_;  // when it last rested; a clock read for each socket found would show
  ProcFs proc_;
  ProcessCache processes_;
  CgroupById cgroups_;
  ReplyWriter reply_;
  OwnerRequest incoming_;  // not looked at yet
  Batch waiting_;          // tried by places; joins the next walk
  Batch walking_;          // what the walk under way looks for
  Order order_;            // all processes, as listed by the walk under way
  std::uint64_t walk_ = 0;
  bool blind_ = false;  // the walk under way could not look into some process
  DirBuffer fd_entries_;
  PidQueue to_count_;
  CpuBudget counting_budget_;  // counting's part of the whole
  std::chrono::nanoseconds counting_cpu_{0};
  std::chrono::nanoseconds counting_since_{0};  // CPU time when counting began or went on
  DirBuffer counted_entries_;                   // a walk may come between
};

}  // namespace sockwatch
