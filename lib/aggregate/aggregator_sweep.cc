// Aggregator: the end of a dump, where a complete one is counted and what is gone is found.
#include "aggregate/aggregator.h"

namespace sockwatch {

void Aggregator::Take(const EndDump& mark) {
  if (current_ == nullptr) return;
  const MonoTime begun = clock_.Now();
  if (mark.result == DumpResult::kComplete) Complete(mark);
  CloseDump(mark.result);
  const std::chrono::duration<double> took = clock_.Now() - begun;
  stats_.aggregate_duration.Observe(took.count());
}

void Aggregator::CloseDump(DumpResult result) {
  ++current_->row.dumps.at(static_cast<std::size_t>(result));
  current_ = nullptr;
  ownership_.SendQuestions();
}

void Aggregator::Complete(const EndDump& mark) {
  Sweep(mark.at);
  CountBeyondLimit(mark.at);
  NetnsRow& row = current_->row;
  row.sockets = current_->tally.sockets;
  row.orphans = current_->tally.orphans;
  row.last_complete = mark.wall;
  row.difference.reset();
  if (mark.kernel.known) row.difference = Compare(current_->tally, mark.kernel);
  row.ports = ports_.Fullest(settings_.destinations);
  current_->baseline = true;
  current_->last_complete = {mark.at, mark.wall};
  Survey(current_id_);
  groups_.CloseTick(current_id_, mark.at);
  ownership_.Forget(mark.at);
  AskForFds(mark.at);
}

void Aggregator::Sweep(MonoTime now) {
  ownership_.ClearGauges(current_id_);
  groups_.OfPrograms().ClearProcesses();
  ports_.Clear();
  current_->close_wait.clear();
  table_.ForEach(current_->region, [&](ConnectionTable::Slot slot) { SweepOne(slot, now); });
  table_.Shrink(current_->region);
}

void Aggregator::SweepOne(ConnectionTable::Slot slot, MonoTime now) {
  Connection& c = table_.At(slot);
  if (c.seen == dump_) return Count(slot, now);
  c.counted = 0;
  c.quiet = 0;
  if (c.missed == 0) {
    c.missed = 1;
    ownership_.Freed(c);
    return;
  }
  ownership_.Gone(slot, timeline_.At(current_->last_complete.at), now);
  table_.Erase(current_->region, slot);
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
  if (c.fd >= 0) {
    groups_.OfPrograms().CountSocket(c.pid, groups_.ProgramOf(c.group), close_wait);
  }
  if (c.client != 0 && c.peer != kNoId && ephemeral_.Contains(c.local_port)) ports_.Add(c);
}

// Once as the socket passes each age: after fork and exec the holder may be another.
void Aggregator::RecheckOld(Connection& c, MonoTime now) {
  const auto age = timeline_.Age(c.since, now);
  const auto before = timeline_.Age(c.since, current_->last_complete.at);
  for (const std::chrono::seconds limit : kRecheckAges) {
    if (before < limit && age >= limit) ownership_.Recheck(c);
  }
}

void Aggregator::CountBeyondLimit(MonoTime now) {
  const DumpTally& tally = current_->tally;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    const std::uint32_t sockets = tally.beyond_limit[i];
    if (sockets == 0) continue;
    current_->beyond_group = ownership_.CountBeyondLimit(current_id_, StateAt(i), sockets, now);
  }
  current_->close_wait_beyond = tally.beyond_causes;
  if (tally.beyond_receive + tally.beyond_send == 0) return;
  groups_.Queues(current_->beyond_group).AddBytes(tally.beyond_receive, tally.beyond_send);
}

}  // namespace sockwatch
