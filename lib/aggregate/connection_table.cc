#include "aggregate/connection_table.h"

#include <algorithm>
#include <iterator>

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

std::uint32_t ConnectionTable::TakeStrip() {
  if (!free_strips_.empty()) {
    const std::uint32_t strip = free_strips_.back();
    free_strips_.pop_back();
    return strip;
  }
  const auto strip = static_cast<std::uint32_t>(in_use_.size());
  if (Slots() % kChunk == 0) chunks_.push_back(std::make_unique<Connection[]>(kChunk));
  in_use_.push_back(0);
  return strip;
}

// In such an order that entries made one after the other lie one behind the other.
void ConnectionTable::AddStrip(Region& region) {
  const std::uint32_t strip = TakeStrip();
  region.strips_.push_back(strip);
  for (Slot i = kStrip; i-- > 0;) region.free_.push_back(strip * kStrip + i);
}

ConnectionTable::Slot ConnectionTable::Insert(Region& region, std::uint64_t cookie) {
  if (region.free_.empty()) AddStrip(region);
  const Slot slot = region.free_.back();
  region.free_.pop_back();
  At(slot) = Connection{};
  At(slot).cookie = cookie;
  ++in_use_[slot / kStrip];
  index_.insert(slot);
  return slot;
}

// `next` stays in the free slot: a trail that leads over it still finds the one behind.
void ConnectionTable::Erase(Region& region, Slot slot) {
  index_.erase(slot);
  Connection& c = At(slot);
  c = Connection{.next = c.next};
  --in_use_[slot / kStrip];
  region.free_.push_back(slot);
}

void ConnectionTable::Shrink(Region& region) {
  const auto empty = [this](std::uint32_t strip) { return in_use_[strip] == 0; };
  if (std::none_of(region.strips_.begin(), region.strips_.end(), empty)) return;
  std::erase_if(region.free_, [&](Slot slot) { return empty(slot / kStrip); });
  std::copy_if(region.strips_.rbegin(), region.strips_.rend(), std::back_inserter(free_strips_),
               empty);
  std::erase_if(region.strips_, empty);
}

ConnectionTable::Slot ConnectionTable::Trail::Expected() const {
  return previous_ == kNoId ? region_->trail_ : table_->At(previous_).next;
}

// Makes `slot` the successor of the last row.
ConnectionTable::Slot ConnectionTable::Trail::Step(Slot slot) {
  (previous_ == kNoId ? region_->trail_ : table_->At(previous_).next) = slot;
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
  const Slot slot = table_->Insert(*region_, cookie);
  table_->At(slot).next = behind;
  return Step(slot);
}

}  // namespace sockwatch
