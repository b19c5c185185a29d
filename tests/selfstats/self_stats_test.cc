#include "selfstats/self_stats.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace sockwatch {
namespace {

TEST_CASE("A histogram counts an observation in its bucket and all above, bounds included") {
  DurationHistogram histogram;
  histogram.Observe(0.001);
  histogram.Observe(0.05);
  histogram.Observe(100);
  CHECK(histogram.Cumulative() == std::array<std::uint64_t, 7>{1, 1, 2, 2, 2, 2, 3});
  CHECK(histogram.Sum() == Approx(100.051));
}

TEST_CASE("Every reason has a name of its own") {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kErrorReasonCount; ++i) {
    const ErrorName name = NameOf(static_cast<ErrorReason>(i));
    names.insert(std::string(name.source) + "/" + std::string(name.reason));
  }
  CHECK(names.size() == kErrorReasonCount);
  CHECK(NameOf(ErrorReason::kHttpAccept).source == "http");
  CHECK(NameOf(ErrorReason::kUnixDiagFailed).source == "unix_diag");
}

TEST_CASE("Errors and rejections are counted under their own reason") {
  SelfStats stats;
  stats.CountError(ErrorReason::kProcStuck);
  CHECK(stats.errors.at(static_cast<std::size_t>(ErrorReason::kProcStuck)).Get() == 1);
  CHECK(stats.errors.at(static_cast<std::size_t>(ErrorReason::kProcRead)).Get() == 0);
}

}  // namespace
}  // namespace sockwatch
