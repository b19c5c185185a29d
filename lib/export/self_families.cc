#include <utility>

#include "export/families.h"

namespace sockwatch {
namespace {

void AppendDurations(const SelfStats& stats, Families& families) {
  FamilyBuilder lateness(Metric::kTickLateness);
  lateness.AddHistogram(stats.tick_lateness);
  std::move(lateness).AppendTo(families);

  FamilyBuilder duration(Metric::kSampleDuration, 2);
  duration.AddHistogram(stats.dump_duration, {"dump"});
  duration.AddHistogram(stats.aggregate_duration, {"aggregate"});
  std::move(duration).AppendTo(families);
}

void AppendFeatures(const SelfStats& stats, Families& families) {
  FamilyBuilder features(Metric::kFeature, kFeatureCount);
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    features.Add(stats.features.at(i).Get(), {NameOf(static_cast<Feature>(i))});
  }
  std::move(features).AppendTo(families);
}

void AppendErrors(const SelfStats& stats, Families& families) {
  FamilyBuilder errors(Metric::kErrors, kErrorReasonCount);
  for (std::size_t i = 0; i < kErrorReasonCount; ++i) {
    const ErrorName name = NameOf(static_cast<ErrorReason>(i));
    errors.AddCount(stats.errors.at(i).Get(), {name.source, name.reason});
  }
  std::move(errors).AppendTo(families);
}

void AppendRejections(const SelfStats& stats, Families& families) {
  FamilyBuilder rejections(Metric::kHttpRejected, kHttpRejectionCount);
  for (std::size_t i = 0; i < kHttpRejectionCount; ++i) {
    rejections.AddCount(stats.http_rejected.at(i).Get(), {NameOf(static_cast<HttpRejection>(i))});
  }
  std::move(rejections).AppendTo(families);
}

}  // namespace

void AppendSelfFamilies(const SelfStats& stats, const BuildInfo& build, Families& families) {
  AppendCount(Metric::kTicksSkipped, stats.ticks_skipped.Get(), families);
  AppendDurations(stats, families);
  AppendValue(Metric::kSampleInterval, stats.sample_interval_seconds.Get(), families);
  AppendValue(Metric::kRingUsedPeak, stats.ring_used_peak.Get(), families);
  AppendValue(Metric::kRingCapacity, stats.ring_capacity.Get(), families);
  AppendCount(Metric::kRingWaits, stats.ring_waits.Get(), families);
  AppendFeatures(stats, families);
  AppendValue(Metric::kConfigReloadSuccessful, stats.config_reload_successful.Get(), families);
  AppendValue(Metric::kConfigReloadTimestamp, stats.config_reload_timestamp.Get(), families);
  AppendErrors(stats, families);
  AppendCount(Metric::kLogDropped, stats.log_dropped.Get(), families);
  AppendRejections(stats, families);

  FamilyBuilder build_info(Metric::kBuildInfo);
  build_info.Add(1, {build.version, build.revision, build.compiler});
  std::move(build_info).AppendTo(families);
}

}  // namespace sockwatch
