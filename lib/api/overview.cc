#include "api/overview.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/parts.h"
#include "api/rows.h"

namespace sockwatch::api {
namespace {

// The name of what is summed over all destinations: see PortUse.
constexpr std::string_view kAllDestinations = "all";

double Fullness(const AcceptQueueRow& queue) {
  return double{1} * std::max(queue.length, queue.peak) / std::max(queue.limit, 1U);
}

Data AcceptQueues(const View& view, const Query& query) {
  std::vector<const GroupRow*> rows;
  for (const GroupRow& row : view.snapshot.groups) {
    if (row.accept_queue.shown && query.filter.Takes(row.labels)) rows.push_back(&row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const GroupRow* a, const GroupRow* b) {
    return Fullness(a->accept_queue) > Fullness(b->accept_queue);
  });
  return CutRows(rows, query.limit, [](const GroupRow* row) {
    Json json = GroupJson(row->labels);
    json["length"] = row->accept_queue.length;
    json["limit"] = row->accept_queue.limit;
    json["peak"] = row->accept_queue.peak;
    return json;
  });
}

Json PortJson(const NetnsRow& netns, const PortUseRow& use, bool remotes) {
  const bool shown = remotes || use.destination == kAllDestinations;
  const double sum = double{1} * use.held + use.time_wait;
  return {{"netns", Text(netns.netns)},
          {"source", use.source},
          {"destination", shown ? Json(use.destination) : Json()},
          {"held", use.held},
          {"time_wait", use.time_wait},
          {"limit", OrNull(netns.port_limit)},
          {"used_ratio", netns.port_limit ? Json(sum / std::max(*netns.port_limit, 1U)) : Json()}};
}

// Of the last sample, not of a dump: those that the metrics name, the fullest.
Json Ports(const View& view) {
  Json ports = Json::array();
  for (const NetnsRow& netns : view.snapshot.netns) {
    for (const PortUseRow& use : netns.ports) ports.push_back(PortJson(netns, use, view.remotes));
  }
  return ports;
}

}  // namespace

Data OverviewData(const View& view, const Query& query, const OverviewParts& parts) {
  Data leaks = LeaksData(view, query);
  Data groups = GroupsData(view, query);
  Data queues = AcceptQueues(view, query);
  return {.data = {{"states", StatesData(view, {}).data},
                   {"leaks", std::move(leaks.data)},
                   {"groups", std::move(groups.data)},
                   {"accept_queues", std::move(queues.data)},
                   {"ports", Ports(view)},
                   {"remotes_shown", view.remotes},
                   {"history", parts.history.Answer(query).data},
                   {"status", StatusData(view, parts.facts, parts.stats).data}},
          .total = groups.total,
          .truncated = leaks.truncated || groups.truncated || queues.truncated};
}

}  // namespace sockwatch::api
