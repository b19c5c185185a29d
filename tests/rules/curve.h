// A number that changes in steps over the time of a history.
#pragma once

#include <utility>
#include <vector>

#include "leaks/history.h"

namespace sockwatch::testing {

class Curve {
 public:
  // In any order.
  Curve& Add(Millis at, double change);
  // From `at` on it is 0 again, whatever was added before that time.
  Curve& Reset(Millis at);

  // What it is at each of `times`, which ascend; a change counts from its own time on.
  [[nodiscard]] std::vector<double> At(const std::vector<Millis>& times) const;

 private:
  std::vector<std::pair<Millis, double>> changes_;
  std::vector<Millis> resets_;
};

// How many of `lives` are there and have been for `age` at least.
Curve OlderThan(const std::vector<History::Life>& lives, Millis age);
// How many have begun, and how many are over.
Curve Begun(const std::vector<History::Life>& lives);
Curve Over(const std::vector<History::Life>& lives);

}  // namespace sockwatch::testing
