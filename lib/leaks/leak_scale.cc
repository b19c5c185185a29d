#include "leaks/leak_scale.h"

#include <algorithm>
#include <cmath>

namespace sockwatch {
namespace {

using std::chrono::seconds;

// More births than this missing in a row are no chance: one in 160,000 if they come at random.
constexpr std::int64_t kMissing = 12;
// Of the grains that random births fill, the share that must be filled: four standard deviations
// below 1 for the fewest sockets, and twice what a restart of six sockets a minute fills.
constexpr double kFilledGrains = 0.6;
constexpr int kLongSlots = 6 * LeakScale::kSlots;

struct Shape {
  std::uint32_t filled = 0;
  std::uint32_t total = 0;
};

// Of `slots` slots, those with `in_slot` sockets or more.
Shape ShapeOf(const LeakScale& scale, const AgeHistogram& ages, int slots, std::uint32_t in_slot) {
  Shape shape;
  if (ages.Oldest() < scale.age) return shape;
  for (int slot = 0; slot < slots; ++slot) {
    const seconds from = scale.age + slot * scale.slot;
    const std::uint32_t sockets = ages.Between(from, from + scale.slot);
    shape.filled += sockets >= in_slot ? 1U : 0U;
    shape.total += sockets;
  }
  return shape;
}

// The window holds `total` sockets, more than none.
bool StillComing(const LeakScale& scale, const AgeHistogram& ages, std::uint32_t total,
                 seconds step) {
  const seconds silence = ages.NextFrom(scale.age)->from - scale.age;
  const seconds missing = kMissing * scale.Window() / total;
  return silence <= std::min(scale.Window() / 4, std::max(missing, step));
}

// Births that come at random fill many grains, a few events few.
bool Clumped(const LeakScale& scale, const AgeHistogram& ages, std::uint32_t total) {
  if (scale.grain.count() == 0) return false;
  int filled = 0;
  for (seconds at = scale.age; at < scale.End(); at += scale.grain) {
    filled += ages.Between(at, at + scale.grain) > 0 ? 1 : 0;
  }
  const auto grains = static_cast<double>(scale.Window() / scale.grain);
  const double at_random = grains * -std::expm1(-static_cast<double>(total) / grains);
  return filled < kFilledGrains * at_random;
}

}  // namespace

bool LooksLikeLeak(const LeakScale& scale, const AgeHistogram& ages, seconds step) {
  const Shape shape = ShapeOf(scale, ages, LeakScale::kSlots, scale.in_slot);
  return shape.filled >= scale.filled && shape.total >= scale.total &&
         StillComing(scale, ages, shape.total, step) && !Clumped(scale, ages, shape.total);
}

bool LooksAlive(const LeakScale& scale, const AgeHistogram& ages, seconds step) {
  const Shape shape = ShapeOf(scale, ages, LeakScale::kSlots, 1);
  return shape.filled >= LeakScale::kSlots / 2 && shape.total >= scale.total / 2 &&
         StillComing(scale, ages, shape.total, step);
}

bool LooksLong(const LeakScale& scale, const AgeHistogram& ages) {
  return ShapeOf(scale, ages, kLongSlots, scale.in_slot).filled >= 2 * kLongSlots / 3;
}

}  // namespace sockwatch
