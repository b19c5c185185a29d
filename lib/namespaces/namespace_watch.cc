#include "namespaces/namespace_watch.h"

#include <pthread.h>

#include <mutex>
#include <thread>
#include <utility>

#include "base/doorbell.h"
#include "namespaces/netns_door.h"

namespace sockwatch {
namespace {

constexpr std::chrono::milliseconds kBeatEvery{500};
constexpr std::chrono::seconds kStopWait{1};

}  // namespace

struct NamespaceWatch::Shared {
  Shared(std::string root, std::shared_ptr<SelfStats> self, NamespaceSettings wanted)
      : proc_root(std::move(root)), stats(std::move(self)), settings(std::move(wanted)) {}

  NamespaceSettings Settings() {
    const std::scoped_lock lock(mutex);
    return settings;
  }

  const std::string proc_root;
  const std::shared_ptr<SelfStats> stats;
  SystemClock clock;
  TurnQueue queue;
  NetnsDirectory directory;
  Heartbeat heartbeat;
  std::stop_source stop;
  Doorbell finished;
  std::mutex mutex;
  NamespaceSettings settings;
};

NamespaceWatch::NamespaceWatch(std::string proc_root, std::shared_ptr<SelfStats> stats,
                               NamespaceSettings settings)
    : shared_(
          std::make_shared<Shared>(std::move(proc_root), std::move(stats), std::move(settings))) {
  shared_->stats->SetFeature(Feature::kNamespaces, SetnsDoor(shared_->proc_root).Opens());
}

NamespaceWatch::~NamespaceWatch() { Stop(); }

void NamespaceWatch::Start() {
  std::thread([shared = shared_] {
    pthread_setname_np(pthread_self(), "namespaces");
    Run(shared);
    shared->finished.Ring();
  }).detach();
  started_ = true;
}

bool NamespaceWatch::Stop() {
  if (!std::exchange(started_, false)) return true;
  shared_->stop.request_stop();
  return shared_->finished.WaitFor(kStopWait);
}

void NamespaceWatch::Run(const std::shared_ptr<Shared>& shared) {
  SetnsDoor door(shared->proc_root);
  NamespaceRounds rounds(shared->proc_root, shared->stats, door, door.Opens(), shared->directory,
                         shared->queue, shared->clock, shared->heartbeat);
  const std::stop_token stop = shared->stop.get_token();
  bool at_home = true;
  while (at_home && !stop.stop_requested()) {
    shared->heartbeat.Beat(shared->clock.Now());
    if (!shared->queue.WaitForAsk(kBeatEvery, stop)) continue;
    at_home = rounds.Round(shared->Settings(), stop);
    shared->queue.EndRound();
  }
}

void NamespaceWatch::SetSettings(NamespaceSettings settings) {
  const std::scoped_lock lock(shared_->mutex);
  shared_->settings = std::move(settings);
}

TurnQueue& NamespaceWatch::Queue() { return shared_->queue; }

const NetnsDirectory& NamespaceWatch::Directory() const { return shared_->directory; }

const Heartbeat& NamespaceWatch::Beats() const { return shared_->heartbeat; }

}  // namespace sockwatch
