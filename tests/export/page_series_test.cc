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

std::size_t CoreOfGroupsAndPrograms(const Snapshot& snapshot) {
  std::size_t series = 0;
  for (const auto& row : snapshot.groups) series += CoreSeries(row, snapshot.close_wait_ages);
  for (const auto& row : snapshot.programs) series += CoreSeries(row);
  return series;
}

TEST_CASE("sockwatch_series is the number of sample lines of its page", "[export]") {
  for (const auto& page : {FullPage(FullSnapshot()), BarePage(Snapshot{})}) {
    CHECK(ValueOf(page, "sockwatch_series") == std::to_string(SampleLines(page).size()));
  }
}

TEST_CASE("The aggregator reckons with the series that there are, one by one", "[export]") {
  const Snapshot snapshot = FullSnapshot();
  const std::size_t reckoned =
      SeriesBesidesGroups(snapshot) + CoreOfGroupsAndPrograms(snapshot) + DetailsOf(snapshot).Sum();
  CHECK(reckoned == SampleLines(FullPage(snapshot)).size());
}

TEST_CASE("Details that are dropped are dropped from the page", "[export]") {
  Snapshot snapshot = FullSnapshot();
  snapshot.series_limit = 1;
  TrimDetails(snapshot);
  CHECK(DetailsOf(snapshot).Sum() == 0);
  CHECK(SeriesBesidesGroups(snapshot) + CoreOfGroupsAndPrograms(snapshot) ==
        SampleLines(FullPage(snapshot)).size());
}

TEST_CASE("Other namespaces in brief leave out their zeros, and all of the host is told",
          "[export]") {
  Snapshot snapshot = FullSnapshot();
  snapshot.netns.at(1).sysctls = snapshot.netns.front().sysctls;
  const std::string before = FullPage(snapshot);
  MakeBrief(snapshot);
  const std::string page = FullPage(snapshot);
  CHECK(SeriesBesidesGroups(snapshot) + CoreOfGroupsAndPrograms(snapshot) +
            DetailsOf(snapshot).Sum() ==
        SampleLines(page).size());
  CHECK(SampleLines(before, "sockwatch_sockets{netns=\"pod-a\"").size() == 22);
  CHECK(SampleLines(page, "sockwatch_sockets{netns=\"pod-a\"").size() == 21);
  CHECK(SampleLines(page, "sockwatch_dumps_total{netns=\"pod-b\"").size() == 1);
  CHECK(SampleLines(page, "sockwatch_sysctl{netns=\"pod-a\"").empty());
  CHECK(SampleLines(page, "sockwatch_sysctl{netns=\"host\"").size() == 2);
}

TEST_CASE("Remotes are dropped first, then destinations, queues and peaks", "[export]") {
  Snapshot snapshot = FullSnapshot();
  const DetailSeries all = DetailsOf(snapshot);
  snapshot.series_limit =
      static_cast<std::uint32_t>(SampleLines(FullPage(snapshot)).size()) - all.remotes;
  TrimDetails(snapshot);
  CHECK(DetailsOf(snapshot).remotes == 0);
  CHECK(DetailsOf(snapshot).Sum() == all.Sum() - all.remotes);
  --snapshot.series_limit;
  TrimDetails(snapshot);
  CHECK(DetailsOf(snapshot).Sum() == all.queues + all.peaks);
  snapshot.series_limit -= all.destinations;
  TrimDetails(snapshot);
  CHECK(DetailsOf(snapshot).Sum() == all.peaks);
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
