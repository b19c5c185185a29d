// Aggregator: what is published, and when.
#include <algorithm>
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

// Of many namespaces one row: what can be summed of such as have listeners alone, and since when
// the oldest stands unsampled.
void AddIdle(const NetnsRow& row, NetnsRow& sum) {
  for (std::size_t family = 0; family < kFamilyCount; ++family) {
    for (std::size_t i = 0; i < kTcpStateCount; ++i) {
      sum.sockets[family][i] += row.sockets[family][i];
    }
  }
  sum.last_complete =
      std::min(row.last_complete, sum.last_complete ? sum.last_complete : row.last_complete);
}

void Name(const NetnsLabels::Label& label, NetnsRow& row) {
  row.netns = label.name;
  row.dumps = label.dumps;
}

}  // namespace

void Aggregator::Take(const EndTick& mark) {
  groups_.CloseOthers(mark.at);
  Publish();
}

void Aggregator::SurveyAll() {
  for (const auto& [id, netns] : netns_) {
    if (!netns.idle) Survey(netns);
  }
}

void Aggregator::Survey(const NamespaceState& netns) {
  const MonoTime at = netns.last_complete.at;
  groups_.BeginSurvey(netns.label);
  for (const CloseWaitSocket& socket : netns.close_wait) {
    const auto age = timeline_.Age(socket.since, at);
    groups_.CloseWait(table_.At(socket.slot).group, at).Add(socket, age, settings_.ages);
  }
  for (std::size_t i = 0; i < kCloseWaitCauseCount; ++i) {
    const std::uint32_t sockets = netns.unkept_causes[i];
    if (sockets == 0) continue;
    groups_.CloseWait(netns.unkept_group, at).AddUnknown(static_cast<CloseWaitCause>(i), sockets);
  }
}

void Aggregator::AddNetns(Snapshot& snapshot) const {
  NetnsRow idle;
  for (const auto& [id, netns] : netns_) {
    const bool sampled = netns.baseline && !netns.failed;
    ++(sampled ? snapshot.netns_sampled : snapshot.netns_failed);
    if (netns.Summed()) {
      AddIdle(netns.row, idle);
    } else if (id == kHostNetns || netns.baseline || netns.failed) {
      snapshot.netns.push_back(netns.row);
      Name(groups_.Labels().At(netns.label), snapshot.netns.back());
    }
  }
  if (!idle.last_complete) return;
  snapshot.netns.push_back(std::move(idle));
  Name(groups_.Labels().At(kIdleLabel), snapshot.netns.back());
}

void Aggregator::Publish() {
  // Owners become known in a dump that fails, too: the details follow their sockets.
  if (ownership_.TakeCloseWaitMoved()) SurveyAll();
  auto snapshot = std::make_shared<Snapshot>();
  AddNetns(*snapshot);
  for (const auto& [id, netns] : netns_) AddGauges(ownership_.Gauges(id), *snapshot);
  snapshot->groups_limit = settings_.groups.groups;
  snapshot->series_limit = settings_.groups.series;
  snapshot->host_last_complete = netns_.at(kHostNetns).last_complete.at;
  snapshot->close_wait_ages = settings_.ages;
  groups_.Publish(clock_.Now(), *snapshot);
  TrimDetails(*snapshot);
  slot_.Put(std::move(snapshot));
}

}  // namespace sockwatch
