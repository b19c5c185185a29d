// What a tick costs over the cheapest possible reader of the same dump. Dumps the namespace it is
// run in; run_bench.sh fills one. Prints rows of a Markdown table.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "bench/contender.h"
#include "bench/tick_contenders.h"

namespace sockwatch::bench {
namespace {

struct Options {
  Plan plan;
  bool header = false;
};

void PrintHeader() {
  std::puts("| sockets | contender | CPU ms: median | p10..p90 | ns/socket | ratio |");
  std::puts("|---:|---|---:|---:|---:|---:|");
}

void Print(std::uint64_t sockets, const Timing& timing) {
  const double each = sockets == 0 ? 0 : timing.median * 1e6 / static_cast<double>(sockets);
  std::printf("| %llu | %s | %.2f | %.2f..%.2f | %.0f | %.2f |\n",
              static_cast<unsigned long long>(sockets), timing.name.c_str(), timing.median,
              timing.low, timing.high, each, timing.ratio);
}

int Run(const Options& options) {
  TickContenders contenders;
  const std::vector<Timing> timings = Compare(contenders.List(), options.plan);
  if (options.header) PrintHeader();
  for (const Timing& timing : timings) Print(contenders.Rows(), timing);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::fprintf(stderr, "peak RSS of tick_bench: %.1f MiB\n",
               static_cast<double>(usage.ru_maxrss) / 1024);
  return 0;
}

}  // namespace
}  // namespace sockwatch::bench

int main(int argc, char** argv) {
  CLI::App app{"CPU time of a tick against a bare reader of the same dump"};
  sockwatch::bench::Options options;
  app.add_option("--rounds", options.plan.rounds, "measured rounds")->check(CLI::Range(1, 1000));
  app.add_option("--warmup", options.plan.warmup, "rounds thrown away first");
  app.add_flag("--header", options.header, "print the table's head first");
  CLI11_PARSE(app, argc, argv);
  try {
    return sockwatch::bench::Run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tick_bench: %s\n", error.what());
    return 1;
  }
}
