#include "bench/contender.h"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace sockwatch::bench {
namespace {

double CpuMilliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double Measure(const Contender& contender) {
  const double before = CpuMilliseconds();
  contender.once();
  return CpuMilliseconds() - before;
}

// One round: the CPU time of each contender, in their order.
std::vector<double> RunRound(const std::vector<Contender>& contenders, bool reverse) {
  std::vector<double> spent(contenders.size());
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    const std::size_t turn = reverse ? contenders.size() - 1 - i : i;
    spent[turn] = Measure(contenders[turn]);
  }
  return spent;
}

Timing Summarise(const std::string& name, std::size_t which,
                 const std::vector<std::vector<double>>& rounds) {
  std::vector<double> spent;
  std::vector<double> ratios;
  for (const auto& round : rounds) {
    spent.push_back(round[which]);
    ratios.push_back(round[which] / round[0]);
  }
  return {name, Percentile(spent, 0.5), Percentile(spent, 0.1), Percentile(spent, 0.9),
          Percentile(ratios, 0.5)};
}

}  // namespace

double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double rank = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(rank));
  const auto above = std::min(below + 1, values.size() - 1);
  return values[below] + (values[above] - values[below]) * (rank - std::floor(rank));
}

std::vector<Timing> Compare(const std::vector<Contender>& contenders, const Plan& plan) {
  std::vector<std::vector<double>> rounds;
  for (std::size_t i = 0; i < plan.warmup + plan.rounds; ++i) {
    std::vector<double> round = RunRound(contenders, i % 2 == 1);
    if (i >= plan.warmup) rounds.push_back(std::move(round));
  }
  std::vector<Timing> timings;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    timings.push_back(Summarise(contenders[i].name, i, rounds));
  }
  return timings;
}

}  // namespace sockwatch::bench
