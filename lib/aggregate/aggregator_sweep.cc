// Aggregator: the end of a dump, where a complete one is counted and what is gone is found.
#include "aggregate/aggregator.h"

namespace sockwatch {

void Aggregator::Take(const EndDump& mark) {
  if (current_ == nullptr) return;
  // The end of this dump and the beginning of that one found no room in the ring.
  if (current_->id != mark.netns) return CloseDump(DumpResult::kRingStalled);
  const MonoTime begun = clock_.Now();
  if (mark.result == DumpResult::kComplete) Complete(mark);
  CloseDump(mark.result);
  const std::chrono::duration<double> took = clock_.Now() - begun;
  stats_.aggregate_duration.Observe(took.count());
}

void Aggregator::CloseDump(DumpResult result) {
  const NetnsLabel label = current_->Summed() ? kIdleLabel : current_->label;
  ++groups_.Labels().At(label).dumps.at(static_cast<std::size_t>(result));
  current_->failed = result != DumpResult::kComplete;
  ownership_.SendQuestions(current_->id);
  current_ = nullptr;
}

void Aggregator::Complete(const EndDump& mark) {
  const bool idle = ListenersAlone(current_->tally.sockets);
  ClearGauges(*current_, idle);
  if (idle) SetIdle(*current_, true, mark.at);
  Sweep(mark.at);
  CountUnkept(mark.at);
  NetnsRow& row = current_->row;
  row.sockets = current_->tally.sockets;
  row.orphans = current_->tally.orphans;
  row.last_complete = mark.wall;
  row.difference.reset();
  if (mark.kernel.known) row.difference = Compare(current_->tally, mark.kernel);
  row.ports = ports_.Fullest(settings_.destinations);
  current_->baseline = true;
  current_->last_complete = {mark.at, mark.wall};
  if (!current_->idle) {
    Survey(*current_);
    groups_.CloseTick(current_->label, current_->last_complete);
  }
  ownership_.Forget(mark.at);
  AskForFds(mark.at);
}

// Socket by socket where its groups are, or are about to be, shared with other namespaces.
void Aggregator::ClearGauges(NamespaceState& netns, bool one_by_one) {
  if (one_by_one) {
    table_.ForEach(netns.region, [&](ConnectionTable::Slot slot) {
      Connection& c = table_.At(slot);
      if (c.counted != 0) ownership_.Uncount(c);
      c.counted = 0;
    });
    for (std::size_t i = 0; i < kTcpStateCount; ++i) {
      const std::uint32_t sockets = netns.unkept[i];
      if (sockets > 0) groups_.Uncount(netns.unkept_group, StateAt(i), sockets);
    }
  }
  netns.unkept = {};
  ownership_.ClearGauges(netns.id);
}

void Aggregator::Sweep(MonoTime now) {
  groups_.OfPrograms().BeginCount(current_->id);
  ports_.Clear();
  current_->close_wait.clear();
  current_->settled = true;
  table_.ForEach(current_->region, [&](ConnectionTable::Slot slot) {
    if (table_.At(slot).seen == dump_) {
      Count(slot, now);
    } else {
      Miss(*current_, slot, now);
    }
  });
  table_.Shrink(current_->region);
}

// It was not in a complete dump.
void Aggregator::Miss(NamespaceState& netns, ConnectionTable::Slot slot, MonoTime now) {
  Connection& c = table_.At(slot);
  c.counted = 0;
  c.quiet = 0;
  if (c.missed == 0) {
    c.missed = 1;
    netns.settled = false;
    ownership_.Freed(c);
    return;
  }
  ownership_.Gone(slot, true, timeline_.At(netns.last_complete.at), now);
  table_.Erase(netns.region, slot);
}

void Aggregator::Count(ConnectionTable::Slot slot, MonoTime now) {
  Connection& c = table_.At(slot);
  const bool close_wait = c.State() == TcpState::kCloseWait;
  if (close_wait) {
    RecheckOld(c, now);
    current_->close_wait.push_back({slot, c.since, c.peer, c.Cause()});
  }
  c.counted = c.state;
  ownership_.Count(c);
  if (current_->idle) return;
  if (c.fd >= 0) {
    groups_.OfPrograms().CountSocket(c.pid, groups_.ProgramOf(c.group), close_wait);
  }
  if (c.client != 0 && c.peer != kNoId && current_->ports->Contains(c.local_port)) ports_.Add(c);
}

// Once as the socket passes each age: after fork and exec the holder may be another.
void Aggregator::RecheckOld(Connection& c, MonoTime now) {
  const auto age = timeline_.Age(c.since, now);
  const auto before = timeline_.Age(c.since, current_->last_complete.at);
  for (const std::chrono::seconds limit : kRecheckAges) {
    if (before < limit && age >= limit) ownership_.Recheck(c);
  }
}

void Aggregator::CountUnkept(MonoTime now) {
  const DumpTally& tally = current_->tally;
  current_->unkept = tally.unkept;
  current_->unkept_causes = tally.unkept_causes;
  if (tally.beyond_limit + tally.nameless == 0) return;
  ownership_.CountUnkept(current_->id, UnattributedReason::kLimit, tally.beyond_limit);
  ownership_.CountUnkept(current_->id, UnattributedReason::kPermission, tally.nameless);
  const GroupId group = current_->unkept_group = ownership_.UnkeptGroup(current_->id, now);
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    groups_.Count(group, StateAt(i), tally.unkept[i]);
  }
  groups_.Queues(group).AddBytes(tally.unkept_receive, tally.unkept_send);
}

}  // namespace sockwatch
