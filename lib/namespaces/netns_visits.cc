#include "namespaces/netns_visits.h"

#include <utility>

#include "namespaces/turn_queue.h"

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kPatience{1};

}  // namespace

QueuedVisits::QueuedVisits(TurnQueue& queue, SelfStats& stats)
    : queue_(queue), stats_(stats), netlink_(transport_, stats), others_(transport_, stats) {}

void QueuedVisits::Begin() { queue_.Ask(); }

bool QueuedVisits::Next(const std::stop_token& stop) {
  const TurnTaken taken = queue_.Take(turn_, kPatience, stop);
  if (taken == TurnTaken::kLate) stats_.CountError(ErrorReason::kNamespaceLate);
  if (taken != TurnTaken::kTurn) return false;
  by_netlink_ = !turn_.tcp;
  transport_.Hand(std::move(turn_.diag));
  table_.Hand(std::move(turn_.tcp), std::move(turn_.tcp6));
  netlink_.Reopen();
  return true;
}

SampleSource& QueuedVisits::Source() {
  if (by_netlink_) return netlink_;
  return table_;
}

std::optional<OtherSockets> QueuedVisits::ReadOthers() {
  if (!by_netlink_) return std::nullopt;
  return others_.Read();
}

void QueuedVisits::End(const TurnOutcome& outcome) {
  transport_.Drop();
  table_.Drop();
  if (turn_.kind == TurnKind::kDump) queue_.Report(outcome);
}

void QueuedVisits::GiveUp() { queue_.GiveUp(); }

}  // namespace sockwatch
