// The last hour in steps of ten seconds, for the curves of a page: totals by state, and of each
// group that had CLOSE_WAIT sockets in that hour how many, and how many old ones. At most 2 MB.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "aggregate/snapshot.h"
#include "api/answer.h"
#include "base/clock.h"

namespace sockwatch::api {

// Thread-safe. The lock is held for as long as a point is taken, or copied.
class History {
 public:
  static constexpr std::chrono::seconds kStep{10};
  static constexpr std::size_t kSteps = 360;

  // 3 KB each; of more, those with the fewest sockets are left out.
  static constexpr std::size_t kMostGroups = 450;

  // A group is not known to grow before so many points.
  static constexpr std::size_t kGrowthPoints = 12;

  // To be called about once a second: what `snapshot` says holds for the step that `now` is in.
  // Null where there is no recent one: the step stays empty.
  void Feed(const Snapshot* snapshot, MonoTime now, WallTime wall);

  // {"step_seconds", "end_at", "total", "groups"}; empty steps are null.
  [[nodiscard]] Data Answer(const Query& query) const;

  // CLOSE_WAIT sockets an hour: the slope of a line through the points since the group last had
  // none, at most an hour. Nothing with fewer than kGrowthPoints of them.
  [[nodiscard]] std::optional<double> GrowthOf(const GroupLabels& labels) const;

  // What the groups and points take, without the labels' text beyond 128 bytes each.
  [[nodiscard]] std::size_t Bytes() const;

 private:
  static constexpr std::uint32_t kEmpty = std::numeric_limits<std::uint32_t>::max();

  // By step modulo kSteps.
  class Series {
   public:
    Series() { points_.fill(kEmpty); }
    void Set(std::int64_t step, std::uint32_t value) { points_.at(Slot(step)) = value; }
    [[nodiscard]] std::uint32_t At(std::int64_t step) const { return points_.at(Slot(step)); }
    [[nodiscard]] Json Values(std::int64_t last) const;

   private:
    static std::size_t Slot(std::int64_t step) { return static_cast<std::size_t>(step) % kSteps; }
    std::array<std::uint32_t, kSteps> points_;
  };
  struct GroupSeries {
    Series close_wait{};
    Series old{};
    std::int64_t last_nonzero = 0;  // step
    std::uint32_t now = 0;
  };
  struct Total {
    TcpState state;
    Series series{};
  };

  void Advance(std::int64_t step);
  void TakeTotals(const Snapshot& snapshot);
  void TakeGroups(const Snapshot& snapshot);
  void TakeGroup(const Snapshot& snapshot, const GroupRow& row);
  bool MakeRoom(std::uint32_t sockets);
  [[nodiscard]] std::optional<double> Slope(const Series& series) const;

  mutable std::mutex mutex_;
  std::int64_t last_ = -1;  // step that is being filled; -1: none yet
  WallTime end_{};
  std::array<Total, 3> totals_{
      {{TcpState::kCloseWait}, {TcpState::kTimeWait}, {TcpState::kEstablished}}};
  absl::flat_hash_map<GroupLabels, std::unique_ptr<GroupSeries>> groups_;
};

}  // namespace sockwatch::api
