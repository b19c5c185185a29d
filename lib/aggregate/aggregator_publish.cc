// Aggregator: what is published, and when.
#include <utility>

#include "aggregate/aggregator.h"
#include "aggregate/series_count.h"

namespace sockwatch {
namespace {

void AddGauges(const OwnershipGauges& gauges, Snapshot& snapshot) {
  for (std::size_t i = 0; i < kUnattributedReasonCount; ++i) {
    snapshot.unattributed[i] += gauges.unattributed[i];
  }
  snapshot.provisional += gauges.provisional;
  snapshot.pending += gauges.pending;
}

}  // namespace

void Aggregator::Take(const EndTick& /*mark*/) { Publish(); }

void Aggregator::SurveyAll() {
  for (std::size_t id = 0; id < netns_.size(); ++id) Survey(static_cast<NetnsId>(id));
}

void Aggregator::Survey(NetnsId netns) {
  const NamespaceState& state = netns_[netns];
  const MonoTime at = state.last_complete.at;
  groups_.BeginSurvey(netns);
  for (const CloseWaitSocket& socket : state.close_wait) {
    const auto age = timeline_.Age(socket.since, at);
    groups_.CloseWait(table_.At(socket.slot).group, at).Add(socket, age, settings_.ages);
  }
  for (std::size_t i = 0; i < kCloseWaitCauseCount; ++i) {
    const std::uint32_t sockets = state.close_wait_beyond[i];
    if (sockets == 0) continue;
    groups_.CloseWait(state.beyond_group, at).AddUnknown(static_cast<CloseWaitCause>(i), sockets);
  }
}

void Aggregator::Publish() {
  // Owners become known in a dump that fails, too: the details follow their sockets.
  if (ownership_.TakeCloseWaitMoved()) SurveyAll();
  auto snapshot = std::make_shared<Snapshot>();
  std::vector<TickTime> ticks;
  for (NamespaceState& netns : netns_) {
    snapshot->netns.push_back(netns.row);
    ticks.push_back(netns.last_complete);
    AddGauges(ownership_.Gauges(static_cast<NetnsId>(&netns - netns_.data())), *snapshot);
  }
  snapshot->groups_limit = settings_.groups.groups;
  snapshot->series_limit = settings_.groups.series;
  snapshot->host_last_complete = netns_.front().last_complete.at;
  snapshot->close_wait_ages = settings_.ages;
  groups_.Publish(clock_.Now(), ticks, *snapshot);
  TrimDetails(*snapshot);
  slot_.Put(std::move(snapshot));
}

}  // namespace sockwatch
