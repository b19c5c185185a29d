#include "aggregate/connection_table.h"

namespace sockwatch {

ConnectionTable::ConnectionTable() : index_(0, Hash{this}, Equal{this}) {}

void ConnectionTable::Reserve(std::size_t count) {
  index_.reserve(count);
  chunks_.reserve(count / kChunk + 1);
}

ConnectionTable::Slot ConnectionTable::Find(std::uint64_t cookie) const {
  const auto found = index_.find(cookie);
  return found == index_.end() ? kNoId : *found;
}

ConnectionTable::Slot ConnectionTable::Insert(std::uint64_t cookie) {
  Slot slot = 0;
  if (free_.empty()) {
    slot = used_++;
    if (slot % kChunk == 0) chunks_.push_back(std::make_unique<Connection[]>(kChunk));
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  At(slot) = Connection{};
  At(slot).cookie = cookie;
  index_.insert(slot);
  return slot;
}

// `next` stays in the free slot: a trail that leads over it still finds the one behind.
void ConnectionTable::Erase(Slot slot) {
  index_.erase(slot);
  At(slot).cookie = 0;
  free_.push_back(slot);
}

ConnectionTable::Slot ConnectionTable::Trail::Expected() const {
  return previous_ == kNoId ? *head_ : table_->At(previous_).next;
}

// Makes `slot` the successor of the last row.
ConnectionTable::Slot ConnectionTable::Trail::Step(Slot slot) {
  (previous_ == kNoId ? *head_ : table_->At(previous_).next) = slot;
  previous_ = slot;
  return slot;
}

ConnectionTable::Slot ConnectionTable::Trail::Find(std::uint64_t cookie) {
  const Slot expected = Expected();
  if (table_->Holds(expected, cookie)) return previous_ = expected;
  // One socket gone from the walk is stepped over without a look-up.
  if (expected != kNoId && table_->Holds(table_->At(expected).next, cookie)) {
    return Step(table_->At(expected).next);
  }
  const Slot found = table_->Find(cookie);
  return found == kNoId ? kNoId : Step(found);
}

// The new entry takes over its predecessor's successor, so that the trail goes on behind it.
ConnectionTable::Slot ConnectionTable::Trail::Insert(std::uint64_t cookie) {
  const Slot behind = Expected();
  const Slot slot = table_->Insert(cookie);
  table_->At(slot).next = behind;
  return Step(slot);
}

}  // namespace sockwatch
