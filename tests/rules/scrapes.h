// What Prometheus would have scraped while a case happened.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

#include "rules/cases.h"

namespace sockwatch::testing {

// Writes the series of `c` as OpenMetrics with timestamps, one after the other. `instance` is that
// label, `zero` the Unix time at which the history begins, `every` the scrape interval.
void WriteScrapes(const Case& c, const std::string& instance, std::chrono::seconds zero,
                  Millis every, std::ostream& out);

}  // namespace sockwatch::testing
