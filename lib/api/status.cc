#include "api/status.h"

#include <algorithm>

#include "aggregate/series_count.h"
#include "api/parts.h"

namespace sockwatch::api {
namespace {

Json FeaturesJson(const SelfStats& stats) {
  Json features = Json::object();
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    features[std::string(NameOf(static_cast<Feature>(i)))] = stats.features.at(i).Get() != 0;
  }
  return features;
}

Json UnattributedJson(const Snapshot& snapshot) {
  Json reasons = Json::object();
  for (std::size_t i = 0; i < kUnattributedReasonCount; ++i) {
    reasons[std::string(UnattributedReasonName(static_cast<UnattributedReason>(i)))] =
        snapshot.unattributed.at(i);
  }
  return reasons;
}

// "source_reason": the two labels of sockwatch_errors_total.
Json ErrorsJson(const SelfStats& stats) {
  Json errors = Json::object();
  for (std::size_t i = 0; i < kErrorReasonCount; ++i) {
    const std::uint64_t count = stats.errors.at(i).Get();
    const ErrorName name = NameOf(static_cast<ErrorReason>(i));
    if (count == 0) continue;
    errors[std::string(name.source).append("_").append(name.reason)] = count;
  }
  return errors;
}

Json LastDumpJson(const StatusFacts& facts) {
  if (!facts.dumped) return {};
  return {{"result", DumpResultName(facts.last_dump)}, {"seconds", facts.last_dump_seconds}};
}

Json NamespacesJson(const Snapshot& snapshot) {
  const auto sampled =
      std::count_if(snapshot.netns.begin(), snapshot.netns.end(),
                    [](const NetnsRow& row) { return row.last_complete.has_value(); });
  return {{"sampled", sampled},
          {"failed", static_cast<std::ptrdiff_t>(snapshot.netns.size()) - sampled}};
}

// As sockwatch_series says it.
std::uint32_t SeriesOf(const Snapshot& snapshot) {
  std::uint32_t series = SeriesBesidesGroups(snapshot) + DetailsOf(snapshot).Sum();
  for (const GroupRow& row : snapshot.groups) series += CoreSeries(row, snapshot.close_wait_ages);
  for (const ProgramRow& row : snapshot.programs) series += CoreSeries(row);
  return series;
}

Json Uptime(const View& view, const ProcessStats& process) {
  if (!process.start_time_seconds) return {};
  return std::max(0.0, UnixSeconds(view.now) - *process.start_time_seconds);
}

}  // namespace

Data StatusData(const View& view, const StatusFacts& facts, const SelfStats& stats) {
  const Snapshot& snapshot = view.snapshot;
  return {.data = {{"ready", facts.ready},
                   {"uptime_seconds", Uptime(view, facts.process)},
                   {"pid", facts.pid},
                   {"features", FeaturesJson(stats)},
                   {"last_dump", LastDumpJson(facts)},
                   {"unattributed", UnattributedJson(snapshot)},
                   {"provisional", snapshot.provisional},
                   {"pending", snapshot.pending},
                   {"errors", ErrorsJson(stats)},
                   {"groups", snapshot.groups.size()},
                   {"groups_limit", snapshot.groups_limit},
                   {"folded_groups", snapshot.folded_groups},
                   {"series", SeriesOf(snapshot)},
                   {"series_limit", snapshot.series_limit},
                   {"rss_bytes", OrNull(facts.process.resident_memory_bytes)},
                   {"cpu_seconds", OrNull(facts.process.cpu_seconds)},
                   {"namespaces", NamespacesJson(snapshot)}},
          .total = 1};
}

}  // namespace sockwatch::api
