// A resolver without a thread: on a fake /proc, a clock that stands still and a CPU that costs
// nothing, both until the test says otherwise.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attribution/resolver.h"
#include "support/temp_proc.h"

namespace sockwatch::testing {

inline OwnerQuery Query(std::uint32_t inode, QueryKind kind = QueryKind::kOther) {
  OwnerQuery query;
  query.cookie = 1000 + inode;
  query.inode = inode;
  query.kind = kind;
  return query;
}

inline OwnerQuery QueryAt(std::uint32_t inode, std::uint32_t pid, std::int32_t fd,
                          QueryKind kind = QueryKind::kOther) {
  OwnerQuery query = Query(inode, kind);
  query.pid = pid;
  query.fd = fd;
  return query;
}

// What became of a question, with its owner spelled out.
struct Found {
  OwnerAnswer answer;
  Owner owner;
};

class ResolverHarness : public ResolverPort {
 public:
  explicit ResolverHarness(std::vector<NamingRule> rules = {}) : rules_(std::move(rules)) {}

  // Asks and works until everything is answered.
  void Resolve(std::vector<OwnerQuery> queries, std::vector<FreedFd> freed = {}) {
    Mail({std::move(queries), std::move(freed)});
    Get().RunOnce();
  }

  // Asks for counts, and works until all are there.
  void Count(std::vector<std::uint32_t> pids) {
    MailCount(std::move(pids));
    Get().RunOnce();
  }

  void MailCount(std::vector<std::uint32_t> pids) { Mail({{}, {}, std::move(pids)}); }

  // From now on, if nothing was read yet, the kernel does not count descriptors.
  void KernelDoesNotCount() { std::filesystem::remove_all(proc.Root() + "/self"); }

  void Mail(OwnerRequest request) {
    mail_.request.queries.insert(mail_.request.queries.end(), request.queries.begin(),
                                 request.queries.end());
    mail_.request.freed.insert(mail_.request.freed.end(), request.freed.begin(),
                               request.freed.end());
    if (!request.fds_of.empty()) mail_.request.fds_of = std::move(request.fds_of);
  }
  void MailBudget(double cpu_share) { mail_.cpu_budget = cpu_share; }
  void MailRules(std::vector<NamingRule> rules) { mail_.rules = Compile(rules); }

  // Made when first needed: the fake /proc must be there.
  Resolver& Get() {
    if (!resolver_) {
      resolver_ = std::make_unique<Resolver>(
          ResolverSetup{proc.Root(), stats, Compile(rules_), cpu_budget, quarantine, Time()}, *this,
          mark);
    }
    return *resolver_;
  }

  ResolverTime Time() {
    return {[this] { return now; },
            [this] { return cpu + (resolver_ ? resolver_->Reads().files : 0) * cpu_per_file; },
            [this] { return since_boot; }};
  }

  // Links read since the last call.
  std::uint64_t LinksRead() {
    const std::uint64_t links = Get().Reads().links;
    return links - std::exchange(links_before_, links);
  }

  // The answer for `inode`; the test fails with an exception if there is none.
  Found For(std::uint32_t inode) {
    if (!answers.contains(inode)) throw std::runtime_error("no answer yet");
    return answers.at(inode);
  }

  ResolverMail Collect() override {
    ++collected;
    if (!std::exchange(sleeping_, false)) cpu += cpu_per_look;
    if (on_collect) on_collect();
    return std::exchange(mail_, {});
  }
  void Send(OwnerReply reply) override {
    ++replies;
    for (const FdUse& use : reply.fd_uses) {
      ++counted[use.pid];
      uses[use.pid] = use;
    }
    for (const OwnerAnswer& answer : reply.answers) {
      ++answered[answer.inode];
      answers[answer.inode] = {
          answer, answer.outcome == OwnerOutcome::kFound ? reply.owners.at(answer.owner) : Owner{}};
    }
  }
  void Sleep(std::chrono::nanoseconds at_most) override {
    slept.push_back(at_most);
    if (on_sleep) on_sleep();
    if (mail_.request.queries.empty()) now += at_most;
    sleeping_ = true;
  }

  static std::shared_ptr<const NamingRules> Compile(const std::vector<NamingRule>& rules) {
    return std::make_shared<const NamingRules>(std::move(NamingRules::Compile(rules).Value()));
  }

  TempProc proc;
  std::shared_ptr<SelfStats> stats = std::make_shared<SelfStats>();
  ReadMark mark;
  Quarantine quarantine;
  double cpu_budget = 0.01;
  MonoTime now{std::chrono::hours(1)};
  std::chrono::nanoseconds since_boot = std::chrono::hours(2);
  std::chrono::nanoseconds cpu{0};
  std::chrono::nanoseconds cpu_per_look{0};
  std::chrono::nanoseconds cpu_per_file{0};
  std::function<void()> on_collect;
  std::function<void()> on_sleep;
  std::map<std::uint32_t, Found> answers;  // by inode
  std::map<std::uint32_t, int> answered;   // how often, by inode
  std::map<std::uint32_t, FdUse> uses;     // by pid
  std::map<std::uint32_t, int> counted;    // how often, by pid
  std::vector<std::chrono::nanoseconds> slept;
  int collected = 0;
  int replies = 0;

 private:
  std::vector<NamingRule> rules_;
  ResolverMail mail_;
  std::unique_ptr<Resolver> resolver_;
  std::uint64_t links_before_ = 0;
  bool sleeping_ = false;
};

}  // namespace sockwatch::testing
