// An OwnerFinder that knows every owner already: attribution's own cost is measured elsewhere.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

#include "attribution/owner_finder.h"

namespace sockwatch::bench {

// Each question is answered at the next TakeReply(): one process holds everything.
class CachedOwners final : public OwnerFinder {
 public:
  void Ask(OwnerRequest request) override {
    if (!reply_)
      reply_.emplace().owners.push_back({1000, 1, "bench", "bench.service", std::chrono::hours(1)});
    for (const OwnerQuery& query : request.queries) {
      reply_->answers.push_back({query.cookie, query.inode, OwnerOutcome::kFound, 0, 3, true, {}});
    }
  }
  std::optional<OwnerReply> TakeReply() override { return std::exchange(reply_, std::nullopt); }
  void Watch(MonoTime /*now*/) override {}
  [[nodiscard]] std::uint32_t Generation() const override { return 0; }
  [[nodiscard]] bool Alive() const override { return true; }

 private:
  std::optional<OwnerReply> reply_;
};

}  // namespace sockwatch::bench
