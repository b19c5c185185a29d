// One metric family in the making: the catalogue gives its name, help and labels, the caller its
// values.
#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "aggregate/snapshot.h"
#include "export/metric_catalog.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

using Families = std::vector<prometheus::MetricFamily>;
using LabelValues = std::initializer_list<std::string_view>;

// Label values are given in the catalogue's order, one for each label, and may hold any bytes.
class FamilyBuilder {
 public:
  explicit FamilyBuilder(Metric metric, std::size_t expected_series = 1);

  void Add(double value, LabelValues labels = {});

  // prometheus-cpp knows doubles only: counts are exact up to 2^53.
  void AddCount(std::uint64_t count, LabelValues labels = {}) {
    Add(static_cast<double>(count), labels);
  }

  // A value of a group, whose labels come first; `more` is the last one, if the metric has it.
  void AddOfGroup(double value, const GroupLabels& group);
  void AddOfGroup(double value, const GroupLabels& group, std::string_view more);

  void AddHistogram(const DurationHistogram& histogram, LabelValues labels = {});

  // `counts`: observations up to each of `bounds`, and the rest; not cumulative.
  void AddHistogram(std::span<const double> bounds, std::span<const std::uint64_t> counts,
                    double sum, LabelValues labels);

  // Nothing is appended if no value was added: a family without series is left out of the page.
  void AppendTo(Families& families) &&;

 private:
  prometheus::ClientMetric& AddMetric(LabelValues values);

  const MetricInfo& info_;
  prometheus::MetricFamily family_;
};

// A family of a single value without labels.
void AppendValue(Metric metric, double value, Families& families);
void AppendCount(Metric metric, std::uint64_t count, Families& families);

// Lines the text format makes of `families`: a histogram is one for each bucket, _sum and _count.
std::size_t CountSeries(const Families& families);

}  // namespace sockwatch
