// All sockets by cookie. Entries live in chunks that never move, cut into strips that belong to one
// namespace each, so that a look at all of its entries sees no other's; an index of 4-byte slots
// finds them. The kernel walks its table in a fixed order, so the row that followed another one
// last time mostly follows it again: each entry remembers its successor (the trail), which saves
// nearly every look-up of a steady host and keeps memory access sequential.
//
// Used by one thread.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "aggregate/connection.h"

namespace sockwatch {

class ConnectionTable {
 public:
  using Slot = std::uint32_t;

  static constexpr Slot kStrip = 128;  // entries: 7 KiB, what a namespace with a socket costs

  // Where one namespace's entries are. Kept by whoever keeps the namespace; changed by the table.
  class Region {
   public:
    Region() = default;
    Region(const Region&) = delete;
    Region& operator=(const Region&) = delete;
    Region(Region&&) = default;
    Region& operator=(Region&&) = default;
    ~Region() = default;

    // Slots it takes up, free ones included.
    [[nodiscard]] std::size_t Slots() const { return strips_.size() * kStrip; }

   private:
    friend class ConnectionTable;

    std::vector<std::uint32_t> strips_;
    std::vector<Slot> free_;  // of these; the end is used first
    Slot trail_ = kNoId;      // the first entry of the trail
  };

  ConnectionTable();

  // Room for `count` entries without growing.
  void Reserve(std::size_t count);

  [[nodiscard]] std::size_t Size() const { return index_.size(); }
  // Slots handed out so far, free ones included: 0..Slots()-1 may be looked at.
  [[nodiscard]] Slot Slots() const { return static_cast<Slot>(in_use_.size()) * kStrip; }

  [[nodiscard]] Connection& At(Slot slot) { return chunks_[slot / kChunk][slot % kChunk]; }
  [[nodiscard]] const Connection& At(Slot slot) const {
    return chunks_[slot / kChunk][slot % kChunk];
  }

  // The slot of `cookie`, or kNoId.
  [[nodiscard]] Slot Find(std::uint64_t cookie) const;

  // A new entry; `cookie` must not be there yet, nor be 0.
  Slot Insert(Region& region, std::uint64_t cookie);

  // The entry must be one of the region's.
  void Erase(Region& region, Slot slot);

  // Gives strips without entries back, for any namespace to use.
  void Shrink(Region& region);

  // visit(slot) for each of the region's entries, which it may erase.
  template <typename Visit>
  void ForEach(const Region& region, Visit visit) {
    for (const std::uint32_t strip : region.strips_) {
      for (Slot slot = strip * kStrip; slot < (strip + 1) * kStrip; ++slot) {
        if (At(slot).cookie != 0) visit(slot);
      }
    }
  }

  // Walks a dump along the trail. One per dump; entries may be inserted through it only.
  class Trail {
   public:
    Trail(ConnectionTable& table, Region& region) : table_(&table), region_(&region) {}

    // The slot of the dump's next row, or kNoId: then Insert() must follow or the row is not kept.
    // `cookie` is not 0. An entry of another namespace is found, too.
    Slot Find(std::uint64_t cookie);
    Slot Insert(std::uint64_t cookie);

   private:
    [[nodiscard]] Slot Expected() const;
    Slot Step(Slot slot);

    ConnectionTable* table_;
    Region* region_;
    Slot previous_ = kNoId;
  };

 private:
  static constexpr Slot kChunk = 4096;

  struct Hash {
    using is_transparent = void;
    const ConnectionTable* table;
    std::size_t operator()(std::uint64_t cookie) const {
      return absl::Hash<std::uint64_t>{}(cookie);
    }
    std::size_t operator()(Slot slot) const { return (*this)(table->At(slot).cookie); }
  };
  struct Equal {
    using is_transparent = void;
    const ConnectionTable* table;
    bool operator()(Slot a, Slot b) const { return a == b; }
    bool operator()(Slot slot, std::uint64_t cookie) const {
      return table->At(slot).cookie == cookie;
    }
    bool operator()(std::uint64_t cookie, Slot slot) const { return (*this)(slot, cookie); }
  };

  [[nodiscard]] bool Holds(Slot slot, std::uint64_t cookie) const {
    return slot != kNoId && At(slot).cookie == cookie;
  }

  void AddStrip(Region& region);
  std::uint32_t TakeStrip();

  std::vector<std::unique_ptr<Connection[]>> chunks_;
  std::vector<std::uint16_t> in_use_;       // entries, by strip
  std::vector<std::uint32_t> free_strips_;  // of no region
  absl::flat_hash_set<Slot, Hash, Equal> index_;
};

}  // namespace sockwatch
