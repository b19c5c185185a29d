#include "export/snapshot_collectable.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "export/full_page.h"
#include "export/metric_catalog.h"
#include "export/page_text.h"

namespace sockwatch::testing {
namespace {

constexpr auto kGoldenPath = SOCKWATCH_FIXTURES "/golden/metrics.prom";

// With SOCKWATCH_UPDATE_GOLDEN set in the environment the file is written instead of compared.
std::string GoldenPage(const std::string& page) {
  if (std::getenv("SOCKWATCH_UPDATE_GOLDEN") != nullptr) std::ofstream(kGoldenPath) << page;
  std::ifstream file(kGoldenPath);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string PageOfProcess(const std::string& name) {
  Snapshot snapshot;
  snapshot.groups = {GroupOf(name)};
  return BarePage(snapshot);
}

std::string EntriesOfProcess(const std::string& escaped_name) {
  return "sockwatch_state_entries_total{netns=\"host\",unit=\"\",process=\"" + escaped_name +
         "\",role=\"server\",port=\"443\",state=\"close_wait\"}";
}

TEST_CASE("The page of a full snapshot is the golden one, byte for byte", "[export]") {
  const std::string page = FullPage(FullSnapshot());
  const std::string difference = LineDifference(GoldenPage(page), page);
  INFO(difference);
  CHECK(difference.empty());
}

TEST_CASE("A full page holds every metric of the catalogue and nothing else", "[export]") {
  const std::string page = FullPage(FullSnapshot());
  std::map<std::string, std::string> kinds;
  std::map<std::string, std::string> helps;
  for (const auto& info : MetricCatalog()) {
    kinds[std::string(info.name)] = MetricKindName(info.kind);
    helps[std::string(info.name)] = info.help;
  }
  CHECK(Metadata(page, "TYPE") == kinds);
  CHECK(Metadata(page, "HELP") == helps);
}

TEST_CASE("Every series has the labels of the catalogue, in its order", "[export]") {
  const std::string page = FullPage(FullSnapshot());
  for (const auto& info : MetricCatalog()) {
    const std::string name(info.name);
    auto lines = SampleLines(page, name + (info.labels.empty() ? " " : "{"));
    if (info.kind == MetricKind::kHistogram) lines = SampleLines(page, name + "_");
    CAPTURE(name);
    REQUIRE_FALSE(lines.empty());
    for (const auto& line : lines) {
      CAPTURE(line);
      CHECK(LabelNames(line) == std::vector<std::string>(info.labels.begin(), info.labels.end()));
    }
  }
}

TEST_CASE("An empty snapshot says nothing of sockets and all at zero of the daemon", "[export]") {
  const std::string page = BarePage(Snapshot{});
  CHECK(SampleLines(page, "sockwatch_sockets").empty());
  CHECK(SampleLines(page, "sockwatch_group_sockets").empty());
  CHECK(SampleLines(page, "sockwatch_last_sample_timestamp_seconds").empty());
  CHECK(SampleLines(page, "process_").empty());
  CHECK(Metadata(page, "TYPE").count("sockwatch_sockets") == 0);
  CHECK(SampleLines(page, "sockwatch_dumps_total{netns=\"host\"").size() == kDumpResultCount);
  CHECK(ValueOf(page, "sockwatch_dumps_total{netns=\"host\",result=\"complete\"}") == "0");
  CHECK(ValueOf(page, "sockwatch_namespaces{result=\"sampled\"}") == "0");
  CHECK(SampleLines(page, "sockwatch_unattributed_sockets{").size() == kUnattributedReasonCount);
  CHECK(SampleLines(page, "sockwatch_errors_total{").size() == kErrorReasonCount);
  CHECK(SampleLines(page, "sockwatch_http_rejected_total{").size() == kHttpRejectionCount);
  CHECK(ValueOf(page, "sockwatch_groups") == "0");
}

TEST_CASE("A namespace without a complete dump shows its failures and no gauges", "[export]") {
  const std::string page = FullPage(FullSnapshot());
  CHECK(SampleLines(page, "sockwatch_sockets{netns=\"pod-b\"").empty());
  CHECK(SampleLines(page, "sockwatch_last_sample_timestamp_seconds{netns=\"pod-b\"").empty());
  CHECK(ValueOf(page, "sockwatch_dumps_total{netns=\"pod-b\",result=\"kernel_error\"}") == "3");
  CHECK(ValueOf(page, "sockwatch_namespaces{result=\"sampled\"}") == "4");
  CHECK(ValueOf(page, "sockwatch_namespaces{result=\"failed\"}") == "1");
}

TEST_CASE("A sampled namespace shows all states of both families", "[export]") {
  const std::string page = FullPage(FullSnapshot());
  CHECK(SampleLines(page, "sockwatch_sockets{netns=\"pod-a\"").size() == 22);
  CHECK(ValueOf(page, "sockwatch_sockets{netns=\"host\",family=\"ipv4\",state=\"established\"}") ==
        "1");
  CHECK(ValueOf(page, "sockwatch_sockets{netns=\"host\",family=\"ipv6\",state=\"closing\"}") ==
        "22");
}

TEST_CASE("A group shows only the states and peaks that are to be shown", "[export]") {
  Snapshot snapshot;
  GroupRow row = GroupOf("postgres");
  row.sockets.fill(5);
  row.peaks.fill(6);
  row.shown.Add(TcpState::kListen);
  row.peaks_shown.Add(TcpState::kTimeWait);
  snapshot.groups = {row};
  const std::string page = BarePage(snapshot);
  const std::string labels =
      R"({netns="host",unit="",process="postgres",role="server",port="443",state=)";
  CHECK(SampleLines(page, "sockwatch_group_sockets{") ==
        std::vector<std::string>{"sockwatch_group_sockets" + labels + "\"listen\"} 5"});
  CHECK(SampleLines(page, "sockwatch_group_sockets_peak{") ==
        std::vector<std::string>{"sockwatch_group_sockets_peak" + labels + "\"time_wait\"} 6"});
  CHECK(SampleLines(page, "sockwatch_state_entries_total{").size() == 3);
  CHECK(SampleLines(page, "sockwatch_state_exits_total{").size() == 3);
}

TEST_CASE("Counts are written digit by digit up to 2^53", "[export]") {
  Snapshot snapshot;
  snapshot.groups = {GroupOf("nginx")};
  const auto count =
      GENERATE(std::uint64_t{12'345'678}, std::uint64_t{1'000'000'000'000},
               std::uint64_t{9'007'199'254'740'991}, std::uint64_t{9'007'199'254'740'992});
  snapshot.groups.front().entries.front() = count;
  CHECK(ValueOf(BarePage(snapshot), EntriesOfProcess("nginx")) == std::to_string(count));
}

TEST_CASE("Timestamps keep their milliseconds", "[export]") {
  CHECK(ValueOf(FullPage(FullSnapshot()),
                "sockwatch_last_sample_timestamp_seconds{netns=\"host\"}") == "1700000000.25");
}

TEST_CASE("Quotes, backslashes and newlines in a label are escaped", "[export]") {
  const std::string page = PageOfProcess("a\"b\\c\nd");
  CHECK(ValueOf(page, EntriesOfProcess(R"(a\"b\\c\nd)")) == "0");
}

TEST_CASE("A process name that is no UTF-8 becomes UTF-8", "[export]") {
  const std::string page = PageOfProcess("caf\xE9\xFF");
  CHECK(ValueOf(page, EntriesOfProcess("caf\xEF\xBF\xBD\xEF\xBF\xBD")) == "0");
  CHECK(page.find('\xE9') == std::string::npos);
}

TEST_CASE("A histogram's buckets add up to its count", "[export]") {
  const std::string page = FullPage(FullSnapshot());
  CHECK(ValueOf(page, "sockwatch_tick_lateness_seconds_bucket{le=\"0.001\"}") == "1");
  CHECK(ValueOf(page, "sockwatch_tick_lateness_seconds_bucket{le=\"10\"}") == "1");
  CHECK(ValueOf(page, "sockwatch_tick_lateness_seconds_bucket{le=\"+Inf\"}") == "2");
  CHECK(ValueOf(page, "sockwatch_tick_lateness_seconds_count") == "2");
  CHECK(ValueOf(page, "sockwatch_tick_lateness_seconds_sum") == "20.0005");
}

}  // namespace
}  // namespace sockwatch::testing
