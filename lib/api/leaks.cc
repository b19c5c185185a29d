#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "api/answer.h"
#include "api/leak_summary.h"
#include "api/parts.h"
#include "api/rows.h"

namespace sockwatch::api {
namespace {

constexpr std::chrono::minutes kOld{5};

const FdRow* FdsOf(const Snapshot& snapshot, const GroupLabels& labels) {
  for (const ProgramRow& program : snapshot.programs) {
    if (program.unit != labels.unit || program.process != labels.process) continue;
    return program.fds ? &*program.fds : nullptr;
  }
  return nullptr;
}

// What a history does not know yet, the sockets' own ages do: those that came within the last hour
// and are still there, over the time in which they came. Of a leak alone, whose sockets stay; of
// others it would be how many come, whether or not they go again.
std::optional<double> GrowthOfAges(const View& view, const CloseWaitRow& row, std::uint32_t count) {
  constexpr std::chrono::duration<double> kHour = std::chrono::hours(1);
  if (!row.leaking || !row.oldest) return std::nullopt;
  const std::chrono::duration<double> age = view.now - *row.oldest;
  if (age < kOld) return std::nullopt;
  const std::uint32_t before = OlderThan(view.snapshot, row, std::chrono::hours(1));
  return (count - std::min(before, count)) / (std::min(age, kHour) / kHour);
}

Leak Look(const View& view, const GroupRow& row) {
  Leak leak{.row = &row, .close_wait = row.sockets.at(Index(TcpState::kCloseWait))};
  leak.old = OlderThan(view.snapshot, row.close_wait, kOld);
  if (row.close_wait.leaking) {
    leak.verdict = Verdict::kLeak;
  } else if (leak.old > 0) {
    leak.verdict = Verdict::kSuspect;
  }
  leak.fds = FdsOf(view.snapshot, row.labels);
  leak.growth = view.growth(row.labels);
  if (!leak.growth) leak.growth = GrowthOfAges(view, row.close_wait, leak.close_wait);
  leak.seconds_left = SecondsLeft(leak);
  return leak;
}

Json FdsJson(const FdRow* fds) {
  if (fds == nullptr) return {};
  return {{"open", fds->open}, {"limit", OrNull(fds->limit)}, {"close_wait", fds->close_wait}};
}

Json RowJson(const View& view, const Leak& leak) {
  const CloseWaitRow& close_wait = leak.row->close_wait;
  Json json = GroupJson(leak.row->labels);
  json["verdict"] = VerdictName(leak.verdict);
  json["close_wait"] = leak.close_wait;
  json["older_than"] = OlderJson(view.snapshot, close_wait);
  json["growth_per_hour"] = OrNull(leak.growth);
  json["oldest_at"] = TimeOrNull(close_wait.oldest);
  json["leaking_since"] = close_wait.leaking ? Json(UnixSeconds(close_wait.leak_start)) : Json();
  json["causes"] = CausesJson(close_wait);
  json["remotes"] = RemotesJson(close_wait, view.remotes);
  json["fds"] = FdsJson(leak.fds);
  json["seconds_left"] = OrNull(leak.seconds_left);
  json["summary"] = Text(Summary(leak));
  return json;
}

bool Before(const Leak& a, const Leak& b) {
  const auto key = [](const Leak& leak) {
    return std::tuple(leak.verdict, leak.old, leak.close_wait);
  };
  if (key(a) != key(b)) return key(a) > key(b);
  const GroupLabels& x = a.row->labels;
  const GroupLabels& y = b.row->labels;
  return std::tie(x.netns, x.process, x.unit, x.role, x.port) <
         std::tie(y.netns, y.process, y.unit, y.role, y.port);
}

}  // namespace

Data LeaksData(const View& view, const Query& query) {
  std::vector<Leak> leaks;
  for (const GroupRow& row : view.snapshot.groups) {
    if (row.sockets.at(Index(TcpState::kCloseWait)) == 0) continue;
    if (!query.filter.Takes(row.labels)) continue;
    if (query.filter.TakesCloseWait(row.close_wait, view.now)) leaks.push_back(Look(view, row));
  }
  std::sort(leaks.begin(), leaks.end(), Before);
  return CutRows(leaks, query.limit, [&](const Leak& leak) { return RowJson(view, leak); });
}

}  // namespace sockwatch::api
