// What a page for a person shows at once, as one document: it comes with one request, and all of it
// is of one moment.
#pragma once

#include "api/answer.h"
#include "api/history.h"
#include "api/status.h"
#include "selfstats/self_stats.h"

namespace sockwatch::api {

struct OverviewParts {
  const History& history;
  const StatusFacts& facts;
  const SelfStats& stats;
};

// The filters choose the groups that are shown: states, ports and status are of the whole host.
Data OverviewData(const View& view, const Query& query, const OverviewParts& parts);

}  // namespace sockwatch::api
