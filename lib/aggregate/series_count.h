// How many series the rows of a snapshot become on the metrics page, so that limits.series can be
// kept before the page is written. lib/export's tests hold the two together.
#pragma once

#include <cstdint>

#include "aggregate/snapshot.h"

namespace sockwatch {

// What is dropped, in this order, before any group is folded.
struct DetailSeries {
  std::uint32_t remotes = 0;
  std::uint32_t destinations = 0;
  std::uint32_t queues = 0;  // bytes; accept queues are few, and stay
  std::uint32_t peaks = 0;

  [[nodiscard]] std::uint32_t Sum() const { return remotes + destinations + queues + peaks; }
};
DetailSeries DetailsOf(const Snapshot& snapshot);

// All that is no such detail.
std::uint32_t CoreSeries(const GroupRow& row, const std::vector<CloseWaitAgeLimit>& ages);
std::uint32_t CoreSeries(const ProgramRow& row);
std::uint32_t SeriesBesidesGroups(const Snapshot& snapshot);

// Leaves of every namespace but the host's what is most worth knowing: its sockets and dumps that
// are not zero, when it was sampled, and ports that run short. A node whose pods all talk would
// have no room for groups otherwise.
void MakeBrief(Snapshot& snapshot);

// Drops details, kind by kind, until the snapshot's series are at most its series_limit, or no
// detail is left.
void TrimDetails(Snapshot& snapshot);

}  // namespace sockwatch
