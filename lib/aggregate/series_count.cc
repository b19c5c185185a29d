#include "aggregate/series_count.h"

namespace sockwatch {

std::uint32_t SeriesBesidesGroups(const std::vector<NetnsRow>& netns) {
  constexpr std::uint32_t kAboutItself = 83;
  constexpr std::uint32_t kProcess = 6;  // process_*
  std::uint32_t series = kAboutItself + kProcess;
  for (const NetnsRow& row : netns) {
    series += static_cast<std::uint32_t>(kFamilyCount * kTcpStateCount + kDumpResultCount);
    series += row.last_complete ? 1U : 0U;
    series += row.difference ? 3U : 0U;
  }
  return series;
}

}  // namespace sockwatch
