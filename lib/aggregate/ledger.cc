#include "aggregate/ledger.h"

namespace sockwatch {
namespace {

std::uint32_t Bit(std::size_t tracked) { return 1U << tracked; }

}  // namespace

void Ledger::Enter(Connection& c) {
  if (const auto tracked = TrackedIndex(c.State())) c.entered = (c.entered | Bit(*tracked)) & 0x7U;
}

void Ledger::Leave(ConnectionTable::Slot slot, Connection& c) {
  const auto tracked = TrackedIndex(c.State());
  if (!tracked) return;
  if (c.booked != 0) {
    groups_.BookExit(c.elsewhere != 0 ? TakeElsewhere(slot, c) : c.group, *tracked);
  } else {
    c.left = (c.left | Bit(*tracked)) & 0x7U;
  }
  c.booked = 0;
}

void Ledger::Settle(Connection& c) {
  if ((c.entered | c.left) == 0) return;
  for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
    const bool entered = (c.entered & Bit(i)) != 0;
    const bool left = (c.left & Bit(i)) != 0;
    if (entered) groups_.BookEntry(c.group, i);
    if (left) groups_.BookExit(c.group, i);
    if (entered && !left) c.booked = 1;  // only the present state can be entered and not left
  }
  c.entered = c.left = 0;
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
