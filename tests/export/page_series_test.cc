// How many series a page has: the aggregator keeps limits.series by this sum.
#include <catch2/catch.hpp>
#include <cstddef>
#include <set>
#include <string>

#include "aggregate/series_count.h"
#include "export/full_page.h"
#include "export/page_text.h"

namespace sockwatch::testing {
namespace {

constexpr std::size_t kProcessSeries = 6;
constexpr std::size_t kSeriesOutsideGroups = 83;  // but for namespaces and process_*
constexpr std::size_t kSeriesOfNetns = kDumpResultCount;
constexpr std::size_t kSeriesOfSampledNetns = kFamilyCount * kTcpStateCount + 1;
constexpr std::size_t kSeriesOfDifference = 3;

template <std::size_t N>
std::size_t CountStates(const StateSet& set, const std::array<TcpState, N>& states) {
  std::size_t count = 0;
  for (const TcpState state : states) {
    if (set.Has(state)) ++count;
  }
  return count;
}

std::size_t SeriesOf(const GroupRow& row) {
  std::array<TcpState, kTcpStateCount> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all.at(i) = StateAt(i);
  return CountStates(row.shown, all) + CountStates(row.peaks_shown, kTrackedStates) +
         2 * kTrackedStates.size();
}

std::size_t SeriesOf(const NetnsRow& row) {
  return kSeriesOfNetns + (row.last_complete ? kSeriesOfSampledNetns : 0) +
         (row.difference ? kSeriesOfDifference : 0);
}

std::size_t SeriesOf(const Snapshot& snapshot) {
  std::size_t series = kSeriesOutsideGroups;
  for (const auto& row : snapshot.netns) series += SeriesOf(row);
  for (const auto& row : snapshot.groups) series += SeriesOf(row);
  return series;
}

TEST_CASE("sockwatch_series is the number of sample lines of its page", "[export]") {
  for (const auto& page : {FullPage(FullSnapshot()), BarePage(Snapshot{})}) {
    CHECK(ValueOf(page, "sockwatch_series") == std::to_string(SampleLines(page).size()));
  }
}

TEST_CASE("The number of series follows from the rows of a snapshot", "[export]") {
  CHECK(SampleLines(FullPage(FullSnapshot())).size() == SeriesOf(FullSnapshot()) + kProcessSeries);
  CHECK(SampleLines(BarePage(Snapshot{})).size() == SeriesOf(Snapshot{}) + kSeriesOfNetns);
}

TEST_CASE("The aggregator reckons with no fewer series than there are", "[export]") {
  const Snapshot snapshot = FullSnapshot();
  std::size_t of_groups = 0;
  for (const auto& row : snapshot.groups) of_groups += SeriesOf(row);
  CHECK(SeriesBesidesGroups(snapshot.netns) + of_groups >= SampleLines(FullPage(snapshot)).size());
}

TEST_CASE("No two series of a page are the same", "[export]") {
  std::set<std::string> names;
  for (const auto& line : SampleLines(FullPage(FullSnapshot()))) {
    CAPTURE(line);
    CHECK(names.insert(line.substr(0, line.rfind(' '))).second);
  }
}

}  // namespace
}  // namespace sockwatch::testing
