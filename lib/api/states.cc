#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/answer.h"
#include "api/parts.h"
#include "api/rows.h"

namespace sockwatch::api {
namespace {

void Add(const StateCounts& more, const Filter& filter, StateCounts& sum) {
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    if (filter.Takes(StateAt(i))) sum.at(i) += more.at(i);
  }
}

struct Sums {
  std::array<StateCounts, kFamilyCount> families{};
  std::vector<std::pair<std::string, StateCounts>> netns{};
  StateCounts total{};
};

// Exact: each namespace's totals come from its own dump.
Sums SumOfNamespaces(const Snapshot& snapshot, const Filter& filter) {
  Sums sums;
  for (const NetnsRow& row : snapshot.netns) {
    if (!row.last_complete || !filter.TakesNetns(row.netns)) continue;
    StateCounts here{};
    for (std::size_t family = 0; family < kFamilyCount; ++family) {
      Add(row.sockets.at(family), filter, here);
      Add(row.sockets.at(family), filter, sums.families.at(family));
    }
    Add(here, filter, sums.total);
    sums.netns.emplace_back(row.netns, here);
  }
  return sums;
}

Sums SumOfGroups(const Snapshot& snapshot, const Filter& filter) {
  Sums sums;
  std::map<std::string, StateCounts> netns;
  for (const GroupRow& row : snapshot.groups) {
    if (!filter.Takes(row.labels)) continue;
    Add(row.sockets, filter, netns[row.labels.netns]);
    Add(row.sockets, filter, sums.total);
  }
  sums.netns.assign(netns.begin(), netns.end());
  return sums;
}

Json FamiliesJson(const Sums& sums) {
  Json families = Json::object();
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    families[std::string(FamilyName(family))] =
        StatesJson(sums.families.at(static_cast<std::size_t>(family)));
  }
  return families;
}

}  // namespace

Data StatesData(const View& view, const Query& query) {
  const bool by_group = query.filter.WantsOwners();
  const Sums sums = by_group ? SumOfGroups(view.snapshot, query.filter)
                             : SumOfNamespaces(view.snapshot, query.filter);
  Data data = CutRows(sums.netns, query.limit, [](const auto& netns) {
    return Json{{"netns", Text(netns.first)}, {"states", StatesJson(netns.second)}};
  });
  Json rows = std::move(data.data);
  data.data = {{"total", StatesJson(sums.total)},
               {"families", by_group ? Json() : FamiliesJson(sums)},
               {"namespaces", std::move(rows)},
               {"approximate", by_group && view.snapshot.folded_groups > 0}};
  return data;
}

}  // namespace sockwatch::api
