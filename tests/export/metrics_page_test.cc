#include "export/metrics_page.h"

#include <catch2/catch.hpp>
#include <latch>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "export/full_page.h"
#include "export/gunzip.h"
#include "export/page_text.h"

namespace sockwatch::testing {
namespace {

// A page over a slot of its own, without a /proc.
struct PageFixture {
  SnapshotSlot slot;
  SelfStats stats;
  MetricsPage page{slot, stats, ProcessStatsReader("/nonexistent"), TestBuild()};

  void Publish(std::uint32_t pending) {
    auto snapshot = std::make_shared<Snapshot>(FullSnapshot());
    snapshot->pending = pending;
    slot.Put(std::move(snapshot));
  }
};

std::string PendingOf(const Rendered& rendered) {
  return ValueOf(rendered.plain, "sockwatch_attribution_pending");
}

TEST_CASE("A page is served before the first snapshot", "[export]") {
  PageFixture f;
  const auto rendered = f.page.Get();
  CHECK(ValueOf(rendered->plain, "sockwatch_namespaces{result=\"sampled\"}") == "0");
  CHECK(ValueOf(
            rendered->plain,
            R"(sockwatch_build_info{version="0.1.0",revision="0123abc",compiler="g++ 12.2.0"})") ==
        "1");
}

TEST_CASE("The same page is given out until there is a new snapshot", "[export]") {
  PageFixture f;
  f.Publish(1);
  const auto first = f.page.Get();
  f.stats.ring_waits.Add();
  CHECK(f.page.Get() == first);

  f.Publish(2);
  const auto second = f.page.Get();
  CHECK(second != first);
  CHECK(PendingOf(*second) == "2");
  CHECK(ValueOf(second->plain, "sockwatch_ring_waits_total") == "1");
}

TEST_CASE("A page stays whole for who still sends it", "[export]") {
  PageFixture f;
  f.Publish(1);
  const auto held = f.page.Get();
  f.Publish(2);
  CHECK(PendingOf(*f.page.Get()) == "2");
  CHECK(PendingOf(*held) == "1");
}

TEST_CASE("The gzip of a page is that page", "[export]") {
  PageFixture f;
  f.Publish(1);
  const auto rendered = f.page.Get();
  CHECK(Gunzip(rendered->gzip) == rendered->plain);
}

TEST_CASE("The daemon's own process metrics are on the page", "[export]") {
  const SnapshotSlot slot;
  const SelfStats stats;
  MetricsPage page(slot, stats, ProcessStatsReader("/proc"), TestBuild());
  CHECK(SampleLines(page.Get()->plain, "process_").size() == 6);
}

TEST_CASE("Scrapes at once render each snapshot once, while new ones are published", "[export]") {
  constexpr std::uint32_t kSnapshots = 20;
  constexpr std::size_t kScrapers = 4;
  PageFixture f;
  std::latch start(kScrapers + 1);
  std::vector<std::vector<std::shared_ptr<const Rendered>>> pages(kScrapers);
  {
    std::vector<std::jthread> scrapers;
    for (auto& mine : pages) {
      scrapers.emplace_back([&f, &start, &mine] {
        start.arrive_and_wait();
        for (int i = 0; i < 100; ++i) mine.push_back(f.page.Get());
      });
    }
    start.arrive_and_wait();
    for (std::uint32_t i = 1; i <= kSnapshots; ++i) f.Publish(i);
  }
  std::set<std::shared_ptr<const Rendered>> renderings;
  std::set<std::string> snapshots_seen;
  for (const auto& mine : pages) renderings.insert(mine.begin(), mine.end());
  for (const auto& rendered : renderings) snapshots_seen.insert(PendingOf(*rendered));
  CHECK(renderings.size() == snapshots_seen.size());
  CHECK(PendingOf(*f.page.Get()) == std::to_string(kSnapshots));
}

}  // namespace
}  // namespace sockwatch::testing
