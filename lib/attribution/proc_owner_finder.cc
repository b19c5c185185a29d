#include "attribution/proc_owner_finder.h"

#include <pthread.h>

#include <algorithm>
#include <ctime>
#include <system_error>
#include <thread>
#include <utility>

#include "attribution/privileges.h"

namespace sockwatch {

namespace {

constexpr std::chrono::seconds kStopWait{1};

std::chrono::nanoseconds Read(clockid_t clock) {
  timespec time = {};
  clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void RunResolver(ResolverSetup setup, const std::shared_ptr<ResolverChannel>& channel) {
  pthread_setname_np(pthread_self(), "resolver");
  {
    setup.time = {[] { return std::chrono::steady_clock::now(); },
                  [] { return Read(CLOCK_THREAD_CPUTIME_ID); },
                  [] { return Read(CLOCK_BOOTTIME); }};
    const auto resolver = std::make_unique<Resolver>(std::move(setup), *channel, channel->Mark());
    resolver->Serve();
  }
  channel->Finish();
}

}  // namespace

ProcOwnerFinder::ProcOwnerFinder(ProcOwnerFinderSetup setup) : setup_(std::move(setup)) {
  ProcFs proc(setup_.proc_root, setup_.stats);
  setup_.stats->SetFeature(Feature::kProcessOwners, MissingCapabilities(proc).empty());
  setup_.stats->SetFeature(Feature::kAttribution, true);
  const std::scoped_lock lock(rules_mutex_);
  Start();
}

ProcOwnerFinder::~ProcOwnerFinder() { Stop(); }

bool ProcOwnerFinder::Stop() {
  std::shared_ptr<ResolverChannel> channel;
  {
    const std::scoped_lock lock(rules_mutex_);
    channel.swap(channel_);
  }
  if (!channel) return true;
  channel->Close();
  return channel->WaitFinished(kStopWait);
}

void ProcOwnerFinder::Start() {
  channel_ = std::make_shared<ResolverChannel>(setup_.on_reply);
  ResolverSetup resolver{setup_.proc_root,  setup_.stats, setup_.rules,
                         setup_.cpu_budget, quarantine_,  {}};
  try {
    std::thread(RunResolver, std::move(resolver), channel_).detach();
  } catch (const std::system_error&) {  // no more threads to be had
    channel_ = nullptr;
    setup_.stats->SetFeature(Feature::kAttribution, false);
  }
}

void ProcOwnerFinder::Ask(OwnerRequest request) {
  if (channel_) channel_->Ask(std::move(request));
}

std::optional<OwnerReply> ProcOwnerFinder::TakeReply() {
  return channel_ ? channel_->TakeReply() : std::nullopt;
}

void ProcOwnerFinder::SetRules(std::shared_ptr<const NamingRules> rules, double cpu_budget) {
  const std::scoped_lock lock(rules_mutex_);
  setup_.rules = std::move(rules);
  setup_.cpu_budget = cpu_budget;
  if (channel_) channel_->SetRules(setup_.rules, setup_.cpu_budget);
}

void ProcOwnerFinder::Watch(MonoTime now) {
  if (channel_) {
    const auto reading = channel_->Mark().Now();
    const std::uint64_t step = reading ? reading->step : 0;
    if (step != watched_step_) watched_since_ = now;
    watched_step_ = step;
    if (reading && now - watched_since_ >= kStuckAfter) GiveUpOn(reading->process);
  }
  CountStuck();
}

void ProcOwnerFinder::GiveUpOn(const ProcessKey& process) {
  const std::scoped_lock lock(rules_mutex_);
  channel_->Close();
  abandoned_.push_back(std::exchange(channel_, nullptr));
  quarantine_.Add(process);
  watched_step_ = 0;
  ++generation_;
  setup_.stats->CountError(ErrorReason::kProcStuck);
  setup_.stats->attribution_queue.Set(0);
  if (abandoned_.size() < kMaxStuck) return Start();
  setup_.stats->SetFeature(Feature::kAttribution, false);
}

void ProcOwnerFinder::CountStuck() {
  const auto hanging = std::count_if(abandoned_.begin(), abandoned_.end(),
                                     [](const auto& channel) { return !channel->Finished(); });
  const bool given_up = abandoned_.size() >= kMaxStuck;
  const auto stuck = given_up ? static_cast<double>(kMaxStuck) : static_cast<double>(hanging);
  setup_.stats->attribution_stuck.Set(stuck);
}

}  // namespace sockwatch
