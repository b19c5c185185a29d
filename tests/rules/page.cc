#include "rules/page.h"

#include <algorithm>
#include <ostream>
#include <utility>

namespace sockwatch::testing {

Page::Page(const Case& c, std::string instance, std::chrono::seconds zero, Millis every,
           std::ostream& out)
    : instance_(std::move(instance)), zero_(zero), out_(out) {
  const std::vector<Span>& gaps = c.ticks.gaps;
  for (Millis at{0}; at < c.ticks.length; at += every) {
    all_.push_back(at);
    if (std::any_of(gaps.begin(), gaps.end(),
                    [at](const Span& gap) { return gap.from <= at && at < gap.to; })) {
      continue;
    }
    scrapes_.push_back(at);
    ticks_.push_back(at - at % c.ticks.interval);
  }
}

void Page::WriteValues(const std::string& name, const std::string& labels,
                       const std::vector<double>& values) {
  const std::string series = SeriesOf(name, labels);
  for (std::size_t i = 0; i < values.size(); ++i) WriteSample(series, values[i], scrapes_[i]);
}

void Page::WriteUp() {
  const std::string series = SeriesOf("up", "");
  for (const Millis at : all_) {
    WriteSample(series, std::binary_search(scrapes_.begin(), scrapes_.end(), at) ? 1 : 0, at);
  }
}

std::string Page::SeriesOf(const std::string& name, const std::string& labels) const {
  return name + R"({job="sockwatch",instance=")" + instance_ + "\"" + (labels.empty() ? "" : ",") +
         labels + "} ";
}

void Page::WriteSample(const std::string& series, double value, Millis at) {
  out_ << series << static_cast<std::int64_t>(value) << ' '
       << std::chrono::duration_cast<std::chrono::seconds>(zero_ + at).count() << '\n';
}

}  // namespace sockwatch::testing
