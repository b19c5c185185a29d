#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "api/answer.h"
#include "api/parts.h"
#include "api/rows.h"

namespace sockwatch::api {
namespace {

template <typename Counts>
Json TrackedJson(const Counts& counts) {
  Json tracked = Json::object();
  for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
    tracked[std::string(TcpStateName(kTrackedStates.at(i)))] = counts.at(i);
  }
  return tracked;
}

std::uint32_t Sum(const StateCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0U);
}

Json CloseWaitJson(const View& view, const CloseWaitRow& row) {
  return {{"older_than", OlderJson(view.snapshot, row)},
          {"causes", CausesJson(row)},
          {"remotes", RemotesJson(row, view.remotes)},
          {"oldest_at", TimeOrNull(row.oldest)},
          {"leaking", row.leaking},
          {"leaking_since", row.leaking ? Json(UnixSeconds(row.leak_start)) : Json()}};
}

Json AcceptQueueJson(const AcceptQueueRow& row) {
  if (!row.shown) return {};
  return {{"length", row.length}, {"limit", row.limit}, {"peak", row.peak}};
}

Json RowJson(const View& view, const GroupRow& row) {
  Json json = GroupJson(row.labels);
  json["states"] = StatesJson(row.sockets);
  json["sockets"] = Sum(row.sockets);
  json["peaks"] = TrackedJson(row.peaks);
  json["entered"] = TrackedJson(row.entries);
  json["left"] = TrackedJson(row.exits);
  json["close_wait"] = CloseWaitJson(view, row.close_wait);
  json["queues"] = {{"receive_bytes", row.queues.receive}, {"send_bytes", row.queues.send}};
  json["accept_queue"] = AcceptQueueJson(row.accept_queue);
  return json;
}

bool Takes(const View& view, const Filter& filter, const GroupRow& row) {
  if (!filter.Takes(row.labels) || !filter.TakesCloseWait(row.close_wait, view.now)) return false;
  if (filter.states.Empty()) return true;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    if (row.sockets.at(i) > 0 && filter.Takes(StateAt(i))) return true;
  }
  return false;
}

// What the rows are ranked by; the largest is first.
double RankOf(const View& view, const std::string& sort, const GroupRow& row) {
  if (sort == "close_wait") return row.sockets.at(Index(TcpState::kCloseWait));
  if (sort == "time_wait") return row.sockets.at(Index(TcpState::kTimeWait));
  if (sort == "age") return row.close_wait.oldest ? -UnixSeconds(*row.close_wait.oldest) : -1e18;
  if (sort == "growth") return view.growth(row.labels).value_or(-1e18);
  return Sum(row.sockets);
}

struct Ranked {
  double rank = 0;
  const GroupRow* row = nullptr;
};

// Of equal rank by labels, so that the order is the same each time.
bool Before(const Ranked& a, const Ranked& b) {
  const auto key = [](const Ranked& r) {
    const GroupLabels& l = r.row->labels;
    return std::tie(l.netns, l.process, l.unit, l.role, l.port);
  };
  if (a.rank != b.rank) return a.rank > b.rank;
  return key(a) < key(b);
}

}  // namespace

Data GroupsData(const View& view, const Query& query) {
  std::vector<Ranked> rows;
  for (const GroupRow& row : view.snapshot.groups) {
    if (!Takes(view, query.filter, row)) continue;
    rows.push_back({RankOf(view, query.sort, row), &row});
  }
  std::sort(rows.begin(), rows.end(), Before);
  return CutRows(rows, query.limit, [&](const Ranked& r) { return RowJson(view, *r.row); });
}

}  // namespace sockwatch::api
