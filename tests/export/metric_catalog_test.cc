#include "export/metric_catalog.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace sockwatch {
namespace {

TEST_CASE("Every metric has a name of its own", "[export]") {
  std::set<std::string_view> names;
  for (const auto& info : MetricCatalog()) names.insert(info.name);
  CHECK(names.size() == MetricCatalog().size());
}

TEST_CASE("A metric is found by its id", "[export]") {
  CHECK(InfoOf(Metric::kSockets).name == "sockwatch_sockets");
  CHECK(InfoOf(Metric::kErrors).name == "sockwatch_errors_total");
  CHECK(InfoOf(Metric::kSeries).name == "sockwatch_series");
}

TEST_CASE("Metric names begin with the exporter's name, but for the standard process metrics",
          "[export]") {
  for (const auto& info : MetricCatalog()) {
    CAPTURE(info.name);
    CHECK((info.name.starts_with("sockwatch_") || info.name.starts_with("process_")));
    CHECK(info.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
  }
}

TEST_CASE("Exactly the counters end in _total", "[export]") {
  for (const auto& info : MetricCatalog()) {
    CAPTURE(info.name);
    CHECK(info.name.ends_with("_total") == (info.kind == MetricKind::kCounter));
  }
}

TEST_CASE("Every metric says in a sentence what it is", "[export]") {
  for (const auto& info : MetricCatalog()) {
    CAPTURE(info.name);
    CHECK(info.help.size() > 20);
    CHECK(info.help.ends_with('.'));
    CHECK(info.help.find("  ") == std::string_view::npos);
  }
}

TEST_CASE("Label names are short words, each once", "[export]") {
  for (const auto& info : MetricCatalog()) {
    std::set<std::string_view> seen;
    for (const auto label : info.labels) {
      CAPTURE(info.name, label);
      CHECK(label.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos);
      CHECK(label != "le");
      CHECK(seen.insert(label).second);
    }
  }
}

TEST_CASE("Kinds are named as TYPE lines name them", "[export]") {
  CHECK(MetricKindName(MetricKind::kCounter) == "counter");
  CHECK(MetricKindName(MetricKind::kGauge) == "gauge");
  CHECK(MetricKindName(MetricKind::kHistogram) == "histogram");
}

}  // namespace
}  // namespace sockwatch
