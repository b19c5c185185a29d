// All sockets by cookie. Entries live in chunks that never move; an index of 4-byte slots finds
// them. The kernel walks its table in a fixed order, so the row that followed another one last time
// mostly follows it again: each entry remembers its successor (the trail), which saves nearly every
// look-up of a steady host and keeps memory access sequential.
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

  ConnectionTable();

  // Room for `count` entries without growing.
  void Reserve(std::size_t count);

  [[nodiscard]] std::size_t Size() const { return index_.size(); }
  // Slots handed out so far, free ones included: 0..Slots()-1 may be looked at.
  [[nodiscard]] Slot Slots() const { return used_; }

  [[nodiscard]] Connection& At(Slot slot) { return chunks_[slot / kChunk][slot % kChunk]; }
  [[nodiscard]] const Connection& At(Slot slot) const {
    return chunks_[slot / kChunk][slot % kChunk];
  }

  // The slot of `cookie`, or kNoId.
  [[nodiscard]] Slot Find(std::uint64_t cookie) const;

  // A new entry; `cookie` must not be there yet, nor be 0.
  Slot Insert(std::uint64_t cookie);

  void Erase(Slot slot);

  // Walks a dump along the trail. One per dump; entries may be inserted through it only.
  class Trail {
   public:
    // `head` is where the trail of this namespace begins; it is kept up to date.
    Trail(ConnectionTable& table, Slot& head) : table_(&table), head_(&head) {}

    // The slot of the dump's next row, or kNoId: then Insert() must follow or the row is not kept.
    Slot Find(std::uint64_t cookie);
    Slot Insert(std::uint64_t cookie);

   private:
    [[nodiscard]] Slot Expected() const;
    Slot Step(Slot slot);

    ConnectionTable* table_;
    Slot* head_;
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

  std::vector<std::unique_ptr<Connection[]>> chunks_;
  std::vector<Slot> free_;
  Slot used_ = 0;
  absl::flat_hash_set<Slot, Hash, Equal> index_;
};

}  // namespace sockwatch
