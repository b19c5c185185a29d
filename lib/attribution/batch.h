// The questions that one walk answers.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "attribution/holder.h"
#include "attribution/owner_finder.h"

namespace sockwatch {

// Not thread-safe.
class Batch {
 public:
  // What is known of a listener's holders so far.
  struct Holders {
    Holder owner;
    bool names_agree = true;  // of all but pid 1
  };

  // Nearly always one.
  using Queries = absl::InlinedVector<OwnerQuery, 1>;

  void Add(std::vector<OwnerQuery> queries);

  [[nodiscard]] bool Wants(std::uint32_t inode) const { return wanted_.contains(inode); }
  [[nodiscard]] bool Empty() const { return wanted_.empty(); }
  [[nodiscard]] std::size_t Size() const { return wanted_.size(); }

  // Whether one holder is not enough: a listener is asked about.
  [[nodiscard]] bool WantsAllHolders(std::uint32_t inode) const;

  // Takes note of a holder of such an inode.
  void Note(std::uint32_t inode, const Holder& holder);
  [[nodiscard]] const absl::flat_hash_map<std::uint32_t, Holders>& Noted() const { return noted_; }

  // The queries for `inode`, which is no longer wanted.
  Queries Take(std::uint32_t inode);

  // The queries still open, the most urgent kind first.
  template <typename Visit>
  void ForEachOpen(Visit visit) const {
    for (const QueryKind kind : {QueryKind::kCloseWait, QueryKind::kListener, QueryKind::kOther}) {
      for (const OwnerQuery& query : queries_) {
        if (query.kind == kind && Wants(query.inode)) visit(query);
      }
    }
  }

 private:
  struct Wanted {
    std::uint32_t first = 0;  // in queries_
    bool all_holders = false;
  };

  // There may be a million questions after a start: 40 bytes each, and some 20 for the index.
  std::vector<OwnerQuery> queries_;
  absl::flat_hash_map<std::uint32_t, Wanted> wanted_;                    // by inode
  absl::flat_hash_map<std::uint32_t, std::vector<std::uint32_t>> more_;  // queries but the first
  absl::flat_hash_map<std::uint32_t, Holders> noted_;
};

}  // namespace sockwatch
