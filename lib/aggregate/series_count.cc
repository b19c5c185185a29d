#include "aggregate/series_count.h"

#include <algorithm>

namespace sockwatch {
namespace {

std::uint32_t Size(const StateSet& set) {
  std::uint32_t size = 0;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) size += set.Has(StateAt(i)) ? 1U : 0U;
  return size;
}

std::uint32_t CoreSeries(const CloseWaitRow& row, const std::vector<CloseWaitAgeLimit>& ages) {
  const auto shown = std::count_if(ages.begin(), ages.end(), [&](const CloseWaitAgeLimit& limit) {
    return limit.always || row.shown;
  });
  std::uint32_t series = static_cast<std::uint32_t>(shown) + 1;  // the verdict
  if (row.shown) series += kCloseWaitCauseCount;
  return series + (row.oldest ? 1U : 0U) + (row.leaking ? 1U : 0U);
}

// Those that are shown.
template <typename Counts>
std::uint32_t SeriesOf(const Counts& counts, bool brief) {
  const auto zeros = static_cast<std::uint32_t>(std::count(counts.begin(), counts.end(), 0U));
  return static_cast<std::uint32_t>(counts.size()) - (brief ? zeros : 0);
}

std::uint32_t SeriesOf(const NetnsRow& row) {
  std::uint32_t series = SeriesOf(row.dumps, row.brief);
  if (row.last_complete) {
    for (const StateCounts& counts : row.sockets) series += SeriesOf(counts, row.brief);
    series += row.brief ? 1 : 2;  // timestamp, orphans
  }
  if (row.difference) series += 3;
  if (row.port_limit) ++series;
  if (row.time_wait_limit) ++series;
  if (row.events) series += kKernelEventCount;
  if (row.others.udp_known) series += kFamilyCount * kUdpStateCount;
  if (row.others.unix_known) series += kUnixTypeCount * kUnixStateCount - 1;  // no datagram listens
  return series + static_cast<std::uint32_t>(row.sysctls.size());
}

}  // namespace

std::uint32_t CoreSeries(const GroupRow& row, const std::vector<CloseWaitAgeLimit>& ages) {
  constexpr std::uint32_t kQueueAndLimit = 2;
  if (row.idle) return Size(row.shown);
  return Size(row.shown) + 2 * Size(row.counters_shown) + CoreSeries(row.close_wait, ages) +
         (row.accept_queue.shown ? kQueueAndLimit : 0);
}

std::uint32_t CoreSeries(const ProgramRow& row) {
  constexpr std::uint32_t kInfSumAndCount = 3;
  std::uint32_t series = row.processes > 0 ? 1 : 0;
  if (row.fds) series += row.fds->limit ? 2U : 1U;
  if (row.fds && row.durations) ++series;
  if (row.durations) series += CloseWaitDurations::kBounds.size() + kInfSumAndCount;
  return series;
}

std::uint32_t SeriesBesidesGroups(const Snapshot& snapshot) {
  constexpr std::uint32_t kAboutItself = 90;
  constexpr std::uint32_t kProcess = 6;  // process_*
  std::uint32_t series = kAboutItself + kProcess;
  for (const NetnsRow& row : snapshot.netns) series += SeriesOf(row);
  return series;
}

void MakeBrief(Snapshot& snapshot) {
  for (NetnsRow& row : snapshot.netns) {
    if (&row == &snapshot.netns.front()) continue;
    row.brief = true;
    row.difference.reset();
    row.port_limit.reset();
    row.time_wait_limit.reset();
    row.events.reset();
    row.others = {};
    row.sysctls.clear();
  }
}

DetailSeries DetailsOf(const Snapshot& snapshot) {
  DetailSeries details;
  for (const GroupRow& row : snapshot.groups) {
    details.remotes += static_cast<std::uint32_t>(row.close_wait.remotes.size());
    details.queues += row.queues.shown ? 2U : 0U;
    details.peaks += Size(row.peaks_shown) + (row.accept_queue.peak_shown ? 1U : 0U);
  }
  for (const NetnsRow& row : snapshot.netns) {
    details.destinations += 2 * static_cast<std::uint32_t>(row.ports.size());
  }
  return details;
}

void TrimDetails(Snapshot& snapshot) {
  DetailSeries details = DetailsOf(snapshot);
  std::uint32_t core = SeriesBesidesGroups(snapshot);
  for (const GroupRow& row : snapshot.groups) core += CoreSeries(row, snapshot.close_wait_ages);
  for (const ProgramRow& row : snapshot.programs) core += CoreSeries(row);
  const auto too_many = [&] { return core + details.Sum() > snapshot.series_limit; };
  if (too_many()) {
    for (GroupRow& row : snapshot.groups) row.close_wait.remotes.clear();
    details.remotes = 0;
  }
  if (too_many()) {
    for (NetnsRow& row : snapshot.netns) row.ports.clear();
    details.destinations = 0;
  }
  if (too_many()) {
    for (GroupRow& row : snapshot.groups) row.queues.shown = false;
    details.queues = 0;
  }
  if (too_many()) {
    for (GroupRow& row : snapshot.groups) {
      row.peaks_shown = {};
      row.accept_queue.peak_shown = false;
    }
  }
}

}  // namespace sockwatch
