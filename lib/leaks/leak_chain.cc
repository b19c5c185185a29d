#include "leaks/leak_chain.h"

#include <algorithm>

namespace sockwatch {
namespace {

using std::chrono::seconds;

// A gap of so many mean gaps is none of the leak's: one in 160,000 if births come at random.
constexpr std::int64_t kGaps = 12;
// A pause in the traffic does not end a leak; what lies further apart than a window is another.
constexpr seconds kShortestGap{std::chrono::minutes(15)};
constexpr seconds kLongestGap = kLeakScales.back().Window();

seconds AllowedGap(seconds length, std::uint32_t sockets) {
  return std::clamp<seconds>(kGaps * length / sockets, kShortestGap, kLongestGap);
}

}  // namespace

std::chrono::milliseconds ChainAge(const LeakScale& scale, const AgeHistogram& ages) {
  auto last = *ages.NextFrom(scale.age);
  std::uint32_t sockets = last.count;
  auto next = ages.NextFrom(last.to);
  for (; next; next = ages.NextFrom(last.to)) {
    const seconds length = std::max(scale.Window(), last.to - scale.age);
    if (next->from - last.to > AllowedGap(length, sockets)) break;
    sockets += next->count;
    last = *next;
  }
  return next ? std::chrono::milliseconds(last.from) : ages.Oldest();
}

}  // namespace sockwatch
