// Collects answers, each owner once, and counts of descriptors.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "attribution/holder.h"
#include "attribution/owner_finder.h"

namespace sockwatch {

// Not thread-safe.
class ReplyWriter {
 public:
  void Found(const OwnerQuery& query, const Holder& holder, bool names_agree);
  void NotFound(const OwnerQuery& query, OwnerOutcome outcome, std::string creator_unit);

  void Counted(FdUse use) { reply_.fd_uses.push_back(std::move(use)); }

  [[nodiscard]] bool HasAnswers() const { return !reply_.answers.empty(); }
  [[nodiscard]] bool Empty() const { return !HasAnswers() && reply_.fd_uses.empty(); }

  // What was written since the last call. `since_boot`, on CLOCK_BOOTTIME, makes the owners' ages.
  OwnerReply Take(std::chrono::nanoseconds since_boot);

 private:
  std::uint32_t IndexOf(const Holder& holder);

  OwnerReply reply_;
  absl::flat_hash_map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> owners_;
};

// Appends `more` to `reply`.
void Append(OwnerReply& reply, OwnerReply more);

}  // namespace sockwatch
