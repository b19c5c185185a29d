#include "api/history.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <tuple>
#include <utility>

#include "api/parts.h"
#include "api/rows.h"

namespace sockwatch::api {
namespace {

constexpr std::chrono::minutes kOld{5};
constexpr std::size_t kLabelBytes = 128;

// A line through points (x, y) by least squares, y per x.
class Line {
 public:
  void Add(double x, double y) {
    ++n_;
    x_ += x;
    y_ += y;
    xx_ += x * x;
    xy_ += x * y;
  }
  [[nodiscard]] std::size_t Points() const { return n_; }
  [[nodiscard]] double Slope() const {
    const auto n = static_cast<double>(n_);
    return (n * xy_ - x_ * y_) / (n * xx_ - x_ * x_);
  }

 private:
  std::size_t n_ = 0;
  double x_ = 0;
  double y_ = 0;
  double xx_ = 0;
  double xy_ = 0;
};

}  // namespace

Json History::Series::Values(std::int64_t last) const {
  Json values = Json::array();
  for (std::int64_t step = last - static_cast<std::int64_t>(kSteps) + 1; step <= last; ++step) {
    const std::uint32_t value = step < 0 ? kEmpty : At(step);
    values.push_back(value == kEmpty ? Json() : Json(value));
  }
  return values;
}

void History::Feed(const Snapshot* snapshot, MonoTime now, WallTime wall) {
  const std::scoped_lock lock(mutex_);
  Advance(std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) / kStep);
  end_ = wall;
  if (snapshot == nullptr) return;
  TakeTotals(*snapshot);
  TakeGroups(*snapshot);
}

// Steps that nobody fed are emptied of what they held an hour ago.
void History::Advance(std::int64_t step) {
  const auto steps = static_cast<std::int64_t>(kSteps);
  if (last_ < 0) last_ = step - 1;
  for (std::int64_t s = std::max(last_ + 1, step - steps + 1); s <= step; ++s) {
    for (Total& total : totals_) total.series.Set(s, kEmpty);
    for (auto& [labels, group] : groups_) {
      group->close_wait.Set(s, kEmpty);
      group->old.Set(s, kEmpty);
    }
  }
  last_ = std::max(last_, step);
  absl::erase_if(groups_,
                 [&](const auto& entry) { return entry.second->last_nonzero <= last_ - steps; });
}

void History::TakeTotals(const Snapshot& snapshot) {
  for (Total& total : totals_) {
    std::uint32_t sockets = 0;
    for (const NetnsRow& row : snapshot.netns) {
      for (const StateCounts& counts : row.sockets) sockets += counts.at(Index(total.state));
    }
    total.series.Set(last_, sockets);
  }
}

// A group that is not in the snapshot any more has none.
void History::TakeGroups(const Snapshot& snapshot) {
  for (auto& [labels, group] : groups_) {
    group->now = 0;
    group->close_wait.Set(last_, 0);
    group->old.Set(last_, 0);
  }
  for (const GroupRow& row : snapshot.groups) TakeGroup(snapshot, row);
}

void History::TakeGroup(const Snapshot& snapshot, const GroupRow& row) {
  const std::uint32_t sockets = row.sockets.at(Index(TcpState::kCloseWait));
  if (sockets == 0) return;
  auto found = groups_.find(row.labels);
  if (found == groups_.end()) {
    if (!MakeRoom(sockets)) return;
    found = groups_.emplace(row.labels, std::make_unique<GroupSeries>()).first;
    // It had none at the step before: growth begins there.
    if (totals_.front().series.At(last_ - 1) != kEmpty) found->second->close_wait.Set(last_ - 1, 0);
  }
  GroupSeries& group = *found->second;
  group.now = sockets;
  group.last_nonzero = last_;
  group.close_wait.Set(last_, sockets);
  group.old.Set(last_, OlderThan(snapshot, row.close_wait, kOld));
}

// True if there is, or if one that has fewer was dropped.
bool History::MakeRoom(std::uint32_t sockets) {
  if (groups_.size() < kMostGroups) return true;
  const auto least = std::min_element(groups_.begin(), groups_.end(), [](auto& a, auto& b) {
    return std::tie(a.second->now, a.second->last_nonzero) <
           std::tie(b.second->now, b.second->last_nonzero);
  });
  if (least->second->now >= sockets) return false;
  groups_.erase(least);
  return true;
}

std::optional<double> History::Slope(const Series& series) const {
  constexpr double kStepsAnHour = std::chrono::hours(1) / kStep;
  Line line;
  for (std::size_t back = 0; back < kSteps; ++back) {
    const std::int64_t step = last_ - static_cast<std::int64_t>(back);
    const std::uint32_t value = step < 0 ? kEmpty : series.At(step);
    if (value == kEmpty) continue;
    line.Add(-static_cast<double>(back), value);
    if (value == 0) break;
  }
  if (line.Points() < kGrowthPoints) return std::nullopt;
  return line.Slope() * kStepsAnHour;
}

std::optional<double> History::GrowthOf(const GroupLabels& labels) const {
  const std::scoped_lock lock(mutex_);
  const auto found = groups_.find(labels);
  return found == groups_.end() ? std::nullopt : Slope(found->second->close_wait);
}

Data History::Answer(const Query& query) const {
  const std::scoped_lock lock(mutex_);
  std::vector<const decltype(groups_)::value_type*> groups;
  for (const auto& entry : groups_) {
    if (query.filter.Takes(entry.first)) groups.push_back(&entry);
  }
  std::sort(groups.begin(), groups.end(), [](const auto* a, const auto* b) {
    const auto key = [](const GroupLabels& l) {
      return std::tie(l.netns, l.process, l.unit, l.role, l.port);
    };
    if (a->second->now != b->second->now) return a->second->now > b->second->now;
    return key(a->first) < key(b->first);
  });
  Data data = CutRows(groups, query.limit, [&](const auto* entry) {
    Json json = GroupJson(entry->first);
    json["close_wait"] = entry->second->close_wait.Values(last_);
    json["old"] = entry->second->old.Values(last_);
    return json;
  });
  Json total = Json::object();
  for (const Total& of : totals_) {
    total[std::string(TcpStateName(of.state))] = of.series.Values(last_);
  }
  data.data = {{"step_seconds", kStep.count()},
               {"end_at", last_ < 0 ? Json() : Json(UnixSeconds(end_))},
               {"total", std::move(total)},
               {"groups", Json(std::move(data.data))}};
  return data;
}

std::size_t History::Bytes() const {
  const std::scoped_lock lock(mutex_);
  const std::size_t entry =
      sizeof(GroupSeries) + sizeof(decltype(groups_)::value_type) + 5 * kLabelBytes;
  return sizeof(*this) + groups_.capacity() * sizeof(decltype(groups_)::value_type) +
         groups_.size() * entry;
}

}  // namespace sockwatch::api
