// OwnerFinder on /proc: a resolver thread, and the care for it. The thread is detached, because a
// read of /proc can hang in the kernel for ever and no join would return; it owns all it touches.
// One that hangs is left behind with the process it hangs on, which nobody reads again, and a new
// thread takes over. After kMaxStuck of them attribution is off for good.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "attribution/naming_rules.h"
#include "attribution/owner_finder.h"
#include "attribution/quarantine.h"
#include "attribution/read_mark.h"
#include "attribution/resolver_channel.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

struct ProcOwnerFinderSetup {
  std::string proc_root = kProcRoot;
  std::shared_ptr<const NamingRules> rules;  // not null
  double cpu_budget = 0.01;                  // share of one core, more than 0
  std::function<void()> on_reply;            // rings the asker; called by the resolver's thread
  std::shared_ptr<SelfStats> stats;          // not null
};

// SetRules() may be called by any thread; for all else see OwnerFinder.
class ProcOwnerFinder final : public OwnerFinder {
 public:
  static constexpr std::chrono::seconds kStuckAfter{5};
  static constexpr std::size_t kMaxStuck = 4;

  // Sets Feature::kProcessOwners and kAttribution, and starts the thread, which sets kCgroupUnits.
  explicit ProcOwnerFinder(ProcOwnerFinderSetup setup);

  // Stop(), if that was not called.
  ~ProcOwnerFinder() override;

  // Ends the thread, for which it waits up to a second; false if it hangs and was left behind.
  // on_reply is not called any more after it, and nothing is answered.
  bool Stop();

  void Ask(OwnerRequest request) override;
  std::optional<OwnerReply> TakeReply() override;
  [[nodiscard]] std::uint32_t Generation() const override { return generation_; }
  void Watch(MonoTime now) override;
  [[nodiscard]] bool Alive() const override { return channel_ != nullptr; }

  // Takes effect for later answers, and names known are looked up again.
  void SetRules(std::shared_ptr<const NamingRules> rules, double cpu_budget);

 private:
  void Start();
  void GiveUpOn(const ProcessKey& process);
  void CountStuck();

  ProcOwnerFinderSetup setup_;
  std::mutex rules_mutex_;                    // guards rules and budget in setup_, and channel_ as
                                              // SetRules() sees it
  std::shared_ptr<ResolverChannel> channel_;  // null once attribution is off
  std::vector<std::shared_ptr<ResolverChannel>> abandoned_;
  Quarantine quarantine_;
  std::uint32_t generation_ = 0;
  std::uint64_t watched_step_ = 0;  // the read that Watch() last saw under way
  MonoTime watched_since_;
};

}  // namespace sockwatch
