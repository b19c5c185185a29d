#include "leaks/leak_marks.h"

#include <algorithm>
#include <limits>

namespace sockwatch {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

// What the sum may sway by, of the survivors born meanwhile.
constexpr std::uint64_t kSwayPercent = 40;

}  // namespace

void LeakMarks::Note(const LeakScale& scale, const AgeHistogram& ages, std::uint32_t held,
                     MonoTime now) {
  const bool none_old = ages.Oldest() < scale.age;
  if (none_old && any_old_) Forget();
  any_old_ = !none_old;
  if (size_ > 0 && now - Back(0).at < scale.slot) return;
  marks_[next_] = {now, ages.Between(scale.age, AgeHistogram::kAnyAge), held};
  next_ = (next_ + 1) % kMarks;
  size_ = std::min(size_ + 1, kMarks);
}

void LeakMarks::Forget() {
  for (Mark& mark : marks_) mark.old = 0;
}

std::uint32_t LeakMarks::MostDied(const LeakScale& scale, const AgeHistogram& ages,
                                  MonoTime now) const {
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    const Mark& mark = Back(i);
    const seconds since = floor<seconds>(now - mark.at);
    const std::uint32_t left = ages.Between(scale.age + since, AgeHistogram::kAnyAge);
    most = std::max(most, mark.old - std::min(left, mark.old));
    // After this one, which is all that is known when nobody has looked for long.
    if (since > 2 * scale.Window()) break;
  }
  return most;
}

bool LeakMarks::OnlyMoved(const LeakScale& scale, const AgeHistogram& ages, MonoTime now) const {
  std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t most = 0;
  MonoTime first = now;
  const seconds youngest = ages.NextFrom(scale.age)->from;
  // From the first mark after the births to the last one before them.
  for (std::size_t i = 0; i < size_ && now - first < scale.End(); ++i) {
    const bool after = i + 1 < size_ && now - Back(i + 1).at <= youngest;
    if (after) continue;
    least = std::min(least, Back(i).held);
    most = std::max(most, Back(i).held);
    first = Back(i).at;
  }
  const std::uint32_t born = ages.Between(scale.age, floor<seconds>(now - first));
  return born > 0 && std::uint64_t{most - least} * 100 <= born * kSwayPercent;
}

}  // namespace sockwatch
