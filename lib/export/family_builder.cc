#include "export/family_builder.h"

#include <cassert>
#include <iterator>
#include <limits>
#include <utility>

#include "export/utf8.h"

namespace sockwatch {
namespace {

prometheus::MetricType TypeOf(MetricKind kind) {
  switch (kind) {
    case MetricKind::kCounter:
      return prometheus::MetricType::Counter;
    case MetricKind::kGauge:
      return prometheus::MetricType::Gauge;
    case MetricKind::kHistogram:
      return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

}  // namespace

FamilyBuilder::FamilyBuilder(Metric metric, std::size_t expected_series) : info_(InfoOf(metric)) {
  family_.name = info_.name;
  family_.help = info_.help;
  family_.type = TypeOf(info_.kind);
  family_.metric.reserve(expected_series);
}

prometheus::ClientMetric& FamilyBuilder::AddMetric(LabelValues values) {
  assert(values.size() == info_.labels.size());
  auto& metric = family_.metric.emplace_back();
  metric.label.reserve(values.size());
  const auto* name = info_.labels.data();
  for (const std::string_view value : values) {
    metric.label.push_back({std::string(*name), ValidUtf8(value)});
    std::advance(name, 1);
  }
  return metric;
}

void FamilyBuilder::Add(double value, LabelValues labels) {
  auto& metric = AddMetric(labels);
  if (info_.kind == MetricKind::kCounter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
}

void FamilyBuilder::AddHistogram(const DurationHistogram& histogram, LabelValues labels) {
  auto& target = AddMetric(labels).histogram;
  const auto cumulative = histogram.Cumulative();
  for (std::size_t i = 0; i < DurationHistogram::kBounds.size(); ++i) {
    target.bucket.push_back({cumulative.at(i), DurationHistogram::kBounds.at(i)});
  }
  target.bucket.push_back({cumulative.back(), std::numeric_limits<double>::infinity()});
  target.sample_count = cumulative.back();
  target.sample_sum = histogram.Sum();
}

void FamilyBuilder::AddOfGroup(double value, const GroupLabels& group) {
  Add(value, {group.netns, group.unit, group.process, group.role, group.port});
}

void FamilyBuilder::AddOfGroup(double value, const GroupLabels& group, std::string_view more) {
  Add(value, {group.netns, group.unit, group.process, group.role, group.port, more});
}

void FamilyBuilder::AddHistogram(std::span<const double> bounds,
                                 std::span<const std::uint64_t> counts, double sum,
                                 LabelValues labels) {
  auto& target = AddMetric(labels).histogram;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    target.sample_count += counts[i];
    const bool rest = i == bounds.size();
    const double bound = rest ? std::numeric_limits<double>::infinity() : bounds[i];
    target.bucket.push_back({target.sample_count, bound});
  }
  target.sample_sum = sum;
}

void FamilyBuilder::AppendTo(Families& families) && {
  if (!family_.metric.empty()) families.push_back(std::move(family_));
}

void AppendValue(Metric metric, double value, Families& families) {
  FamilyBuilder builder(metric);
  builder.Add(value);
  std::move(builder).AppendTo(families);
}

void AppendCount(Metric metric, std::uint64_t count, Families& families) {
  AppendValue(metric, static_cast<double>(count), families);
}

std::size_t CountSeries(const Families& families) {
  constexpr std::size_t kSumAndCount = 2;
  std::size_t series = 0;
  for (const auto& family : families) {
    for (const auto& metric : family.metric) {
      const bool is_histogram = family.type == prometheus::MetricType::Histogram;
      series += is_histogram ? metric.histogram.bucket.size() + kSumAndCount : 1;
    }
  }
  return series;
}

}  // namespace sockwatch
