#include "aggregate/ledger.h"

namespace sockwatch {
namespace {

std::uint32_t Bit(std::size_t tracked) { return 1U << tracked; }

}  // namespace

void Ledger::Enter(Connection& c) {
  if (const auto tracked = TrackedIndex(c.State())) c.entered = (c.entered | Bit(*tracked)) & 0x7U;
}

void Ledger::Leave(ConnectionTable::Slot slot, Connection& c, std::int32_t at) {
  const auto tracked = TrackedIndex(c.State());
  if (!tracked) return;
  const Tenths stayed(at - c.since);
  const bool close_wait = c.State() == TcpState::kCloseWait;
  if (c.booked != 0) {
    const GroupId group = c.elsewhere != 0 ? TakeElsewhere(slot, c) : c.group;
    groups_.BookExit(group, *tracked);
    if (close_wait) groups_.BookDuration(group, stayed);
  } else {
    c.left = (c.left | Bit(*tracked)) & 0x7U;
    if (close_wait) durations_.emplace(slot, stayed);  // a socket is in CLOSE_WAIT once in its life
  }
  c.booked = 0;
}

void Ledger::Settle(ConnectionTable::Slot slot, Connection& c) {
  if ((c.entered | c.left) == 0) return;
  for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
    const bool entered = (c.entered & Bit(i)) != 0;
    const bool left = (c.left & Bit(i)) != 0;
    if (entered) groups_.BookEntry(c.group, i);
    if (left) groups_.BookExit(c.group, i);
    if (entered && !left) c.booked = 1;  // only the present state can be entered and not left
  }
  SettleDuration(slot, c);
  c.entered = c.left = 0;
}

void Ledger::SettleDuration(ConnectionTable::Slot slot, const Connection& c) {
  if ((c.left & Bit(*TrackedIndex(TcpState::kCloseWait))) == 0) return;
  const auto waiting = durations_.find(slot);
  if (waiting == durations_.end()) return;
  groups_.BookDuration(c.group, waiting->second);
  durations_.erase(waiting);
}

void Ledger::Moved(ConnectionTable::Slot slot, Connection& c, GroupId from) {
  if (c.booked == 0 || c.elsewhere != 0) return;
  elsewhere_.emplace(slot, from);
  groups_.AddRef(from);
  c.elsewhere = 1;
}

GroupId Ledger::TakeElsewhere(ConnectionTable::Slot slot, Connection& c) {
  const auto found = elsewhere_.find(slot);
  const GroupId group = found->second;
  elsewhere_.erase(found);
  groups_.DropRef(group);
  c.elsewhere = 0;
  return group;
}

}  // namespace sockwatch
