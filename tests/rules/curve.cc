#include "rules/curve.h"

#include <algorithm>

namespace sockwatch::testing {

Curve& Curve::Add(Millis at, double change) {
  changes_.emplace_back(at, change);
  return *this;
}

Curve& Curve::Reset(Millis at) {
  resets_.push_back(at);
  return *this;
}

std::vector<double> Curve::At(const std::vector<Millis>& times) const {
  auto changes = changes_;
  auto resets = resets_;
  std::stable_sort(changes.begin(), changes.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::sort(resets.begin(), resets.end());
  std::vector<double> values;
  double value = 0;
  auto change = changes.begin();
  auto reset = resets.begin();
  for (const Millis time : times) {
    for (; reset != resets.end() && *reset <= time; ++reset) {
      while (change != changes.end() && change->first < *reset) ++change;
      value = 0;
    }
    for (; change != changes.end() && change->first <= time; ++change) value += change->second;
    values.push_back(value);
  }
  return values;
}

Curve OlderThan(const std::vector<History::Life>& lives, Millis age) {
  Curve curve;
  for (const History::Life& life : lives) {
    if (life.gone != kNever && life.gone - life.born <= age) continue;
    curve.Add(life.born + age, 1);
    if (life.gone != kNever) curve.Add(life.gone, -1);
  }
  return curve;
}

Curve Begun(const std::vector<History::Life>& lives) {
  Curve curve;
  for (const History::Life& life : lives) curve.Add(life.born, 1);
  return curve;
}

Curve Over(const std::vector<History::Life>& lives) {
  Curve curve;
  for (const History::Life& life : lives) {
    if (life.gone != kNever) curve.Add(life.gone, 1);
  }
  return curve;
}

}  // namespace sockwatch::testing
