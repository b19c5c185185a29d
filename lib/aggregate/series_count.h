// How many series the metrics page has besides those of groups, so that limits.series can be kept
// before the page is written. lib/export's tests hold the two together.
#pragma once

#include <cstdint>
#include <vector>

#include "aggregate/snapshot.h"

namespace sockwatch {

std::uint32_t SeriesBesidesGroups(const std::vector<NetnsRow>& netns);

}  // namespace sockwatch
