// A round over all namespaces, each time the poller asks for one. Used by one thread.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "attribution/proc_fs.h"
#include "base/clock.h"
#include "base/heartbeat.h"
#include "namespaces/namespace_finder.h"
#include "namespaces/netns_directory.h"
#include "namespaces/netns_filter.h"
#include "namespaces/netns_registry.h"
#include "namespaces/turn_maker.h"
#include "namespaces/turn_queue.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

struct NamespaceSettings {
  bool enabled = true;  // false: there is none but the host's
  NetnsFilter filter{{".*"}, {}};
  std::size_t limit = 256;
};

// Where a round that was given up has ended, the next one begins.
class NamespaceRounds {
 public:
  // Rounds that follow each other faster go by what was found before.
  static constexpr std::chrono::seconds kLookEvery{1};

  // All but `proc_root` outlive it.
  NamespaceRounds(const std::string& proc_root, std::shared_ptr<SelfStats> stats, NetnsDoor& door,
                  bool may_enter, NetnsDirectory& directory, TurnQueue& queue, Clock& clock,
                  Heartbeat& heartbeat);

  // False: it must end, see NetnsDoor::Leave.
  bool Round(const NamespaceSettings& settings, const std::stop_token& stop);

 private:
  void TakeOutcomes();
  void Look(const NamespaceSettings& settings, MonoTime now);
  void TellGone(const std::stop_token& stop);
  [[nodiscard]] std::vector<NetnsId> Order() const;
  [[nodiscard]] std::string CgroupOf(std::uint32_t pid);

  TurnQueue& queue_;
  NetnsDirectory& directory_;
  Clock& clock_;
  Heartbeat& heartbeat_;
  std::shared_ptr<SelfStats> stats_;
  ProcFs proc_;
  NamespaceFinder finder_;
  NetnsRegistry registry_;
  TurnMaker maker_;
  NetnsPlaces places_;
  std::optional<MonoTime> looked_at_;
  std::vector<NetnsId> gone_;  // not told yet
  NetnsId last_ = kHostNetns;  // whose turn was the last
  std::string text_;
};

}  // namespace sockwatch
