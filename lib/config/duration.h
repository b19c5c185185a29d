// Durations as Prometheus writes them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sockwatch {

// Whole numbers with units, the larger unit first and each at most once: `500ms`, `5s`, `1m30s`,
// `24h`, `7d`. Units: y (365 days), w, d, h, m, s, ms. The error's text quotes what was given.
// Source: the duration grammar of Prometheus' configuration documentation, without its bare `0`.
Result<std::chrono::milliseconds> ParseDuration(std::string_view text);

// The same the other way round, in the fewest units that are exact: 90 minutes are "1h30m". At
// least 1 s, and no unit above the day.
std::string DurationText(std::chrono::seconds duration);

}  // namespace sockwatch
