// The namespaces' thread. /proc can hang, and so may the thread; nothing else waits for it longer
// than a second.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/heartbeat.h"
#include "namespaces/namespace_rounds.h"
#include "namespaces/netns_directory.h"
#include "namespaces/turn_queue.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// Thread-safe.
class NamespaceWatch {
 public:
  // Sets Feature::kNamespaces. The thread is started by Start().
  NamespaceWatch(std::string proc_root, std::shared_ptr<SelfStats> stats,
                 NamespaceSettings settings);
  NamespaceWatch(const NamespaceWatch&) = delete;
  NamespaceWatch& operator=(const NamespaceWatch&) = delete;
  ~NamespaceWatch();

  void Start();

  // False: it hangs, and is left behind with all it uses. The poller must have ended.
  bool Stop();

  // Taken over by the next round.
  void SetSettings(NamespaceSettings settings);

  [[nodiscard]] TurnQueue& Queue();
  [[nodiscard]] const NetnsDirectory& Directory() const;
  // Beats at least once a second.
  [[nodiscard]] const Heartbeat& Beats() const;

 private:
  struct Shared;

  static void Run(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;
  bool started_ = false;
};

}  // namespace sockwatch
