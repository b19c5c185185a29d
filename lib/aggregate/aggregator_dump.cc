// Aggregator: a dump being taken in, row by row.
#include "aggregate/aggregator.h"

namespace sockwatch {

void Aggregator::Take(const BeginDump& mark) {
  // The end of the dump before found no room in the ring.
  if (current_ != nullptr) CloseDump(DumpResult::kRingStalled);
  current_ = &NetnsOf(mark.netns);
  current_->tally = {};
  current_->settled = false;
  groups_.BeginQueues(current_->label);
  trail_.emplace(table_, current_->region);
  ++dump_;
  dump_at_ = mark.at;
}

void Aggregator::Take(const SocketSample& row) {
  if (current_ == nullptr) return;  // its BeginDump found no room
  if (current_->idle && row.state != TcpState::kListen) SetIdle(*current_, false, dump_at_);
  const ConnectionTable::Slot slot = SlotOf(row);
  if (slot != kNoId) {
    Connection& c = table_.At(slot);
    if (c.seen == dump_) return;  // a dump under churn may show a socket twice
    c.seen = dump_;
    if (c.quiet == 0 || c.State() != row.state || c.inode != row.inode) Update(slot, row);
    Note(c, row);
  }
  sockwatch::Count(row, current_->tally);
}

// The row's entry, or none: then the row can only be counted, once for each time that it is there.
ConnectionTable::Slot Aggregator::SlotOf(const SocketSample& row) {
  ConnectionTable::Slot slot = kNoId;
  auto reason = UnattributedReason::kPermission;
  if (row.cookie != 0) {
    slot = trail_->Find(row.cookie);
    if (slot != kNoId && table_.At(slot).netns == current_->id) return slot;
    if (slot == kNoId) {
      slot = Meet(row);
      reason = UnattributedReason::kLimit;
    } else {
      slot = kNoId;  // it is in the table for a namespace that this one was found as before
    }
  }
  if (slot == kNoId) sockwatch::CountUnkept(row, reason, current_->tally);
  return slot;
}

// What changes from dump to dump without the socket's state doing so.
void Aggregator::Note(Connection& c, const SocketSample& row) {
  if ((row.receive_queue | row.send_queue) != 0 && !current_->idle)
    groups_.Queues(c.group).Add(row);
  if (row.state != TcpState::kCloseWait) return;
  c.SetCause(CauseOf(row));
  ownership_.MeetCloseWait(c, row);
}

// Of a socket that is in another state by now, or was not in this dump, it says nothing.
void Aggregator::Take(const CloseWaitAge& age) {
  const ConnectionTable::Slot slot = table_.Find(age.cookie);
  if (current_ == nullptr || slot == kNoId) return;
  const Connection& c = table_.At(slot);
  if (c.seen != dump_ || c.State() != TcpState::kCloseWait) return;
  const auto since = timeline_.At(dump_at_ - std::chrono::milliseconds(age.age_ms));
  if (since < c.since) ownership_.ClaimSince(slot, since);
}

void Aggregator::Take(const KernelEventCounts& events) {
  if (current_ != nullptr) current_->row.events = events;
}

// What is not known now stays as it was.
void Aggregator::Take(const OtherSockets& others) {
  if (current_ == nullptr) return;
  OtherSockets& shown = current_->row.others;
  if (others.udp_known) {
    shown.udp_known = true;
    shown.udp = others.udp;
  }
  if (others.unix_known) {
    shown.unix_known = true;
    shown.unix_sockets = others.unix_sockets;
  }
}

ConnectionTable::Slot Aggregator::Meet(const SocketSample& row) {
  if (table_.Size() >= settings_.sockets) return kNoId;
  const ConnectionTable::Slot slot = trail_->Insert(row.cookie);
  Connection& c = table_.At(slot);
  c.inode = row.inode;
  c.local_port = row.local_port;
  c.netns = current_->id;
  c.since = Since(row);
  c.SetState(row.state);
  ownership_.Meet(slot, row, dump_at_);
  if (current_->baseline) Ledger::Enter(c);
  return slot;
}

void Aggregator::Update(ConnectionTable::Slot slot, const SocketSample& row) {
  Connection& c = table_.At(slot);
  const Ownership::Change change(ownership_, c);
  c.missed = 0;
  if (c.State() != row.state) {
    ownership_.ChangeState(slot, row.state, current_->baseline, timeline_.At(dump_at_));
    c.since = Since(row);
    if (current_->idle) ownership_.Relabel(slot, dump_at_);  // it listens from now on
  }
  if (c.inode != row.inode) {
    if (c.inode == 0) {
      ownership_.Accepted(slot, dump_at_);
    } else {
      ownership_.Freed(c);
    }
    c.inode = row.inode;
  }
  ownership_.Review(slot, row, dump_at_);
}

std::int32_t Aggregator::Since(const SocketSample& row) const {
  const bool timed = row.state == TcpState::kTimeWait;
  return timeline_.At(timed ? dump_at_ - TimeWaitAge(row) : dump_at_);
}

}  // namespace sockwatch
