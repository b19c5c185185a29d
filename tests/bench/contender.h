// Benchmarks that compare: all contenders in one run, taking turns, so that what disturbs the
// machine disturbs them alike.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sockwatch::bench {

struct Contender {
  std::string name;
  std::function<void()> once;  // one whole round of work, all its threads' work included
};

// CPU time of this process, all threads (CLOCK_PROCESS_CPUTIME_ID), a round; in milliseconds.
struct Timing {
  std::string name;
  double median = 0;
  double low = 0;    // 10th percentile
  double high = 0;   // 90th percentile
  double ratio = 0;  // median of (this / first contender) over the rounds, pair by pair
};

struct Plan {
  std::size_t warmup = 3;  // rounds thrown away
  std::size_t rounds = 15;
};

// Every round runs each contender once, in turn; odd rounds run them in reverse order.
std::vector<Timing> Compare(const std::vector<Contender>& contenders, const Plan& plan);

// Linear interpolation between the nearest ranks; 0 for an empty list. `share` is 0..1.
double Percentile(std::vector<double> values, double share);

}  // namespace sockwatch::bench
