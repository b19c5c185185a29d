// Writes all cases, scraped every 15 s and every 60 s: write_histories FOLDER [SEED]
//
//   FOLDER/history.om   for `promtool tsdb create-blocks-from openmetrics`
//   FOLDER/wanted.tsv   a line a case and wanted alert: case, seconds between scrapes, instance,
//                       alert, from, by, end (Unix times; -: none); and one a case without them
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "rules/scrapes.h"

namespace sockwatch::testing {
namespace {

using std::chrono::seconds;

constexpr seconds kZero{1'700'006'400};  // at the edge of a block

std::string UnixTime(Millis at) {
  if (at == kNever) return "-";
  return std::to_string(std::chrono::duration_cast<seconds>(kZero + at).count());
}

// How a case is scraped.
struct Target {
  std::string every;  // seconds
  std::string instance;
};

void WriteWanted(const Case& c, const Target& target, std::ostream& out) {
  const auto row = [&]() -> std::ostream& {
    return out << c.name << '\t' << target.every << '\t' << target.instance << '\t';
  };
  row() << "-\t-\t-\t-\n";
  for (const Wanted& w : c.wanted) {
    row() << w.alert << '\t' << UnixTime(w.from) << '\t' << UnixTime(w.by) << '\t'
          << UnixTime(w.end) << '\n';
  }
}

std::vector<Case> AllCases(std::uint64_t seed) {
  std::vector<Case> cases = LeakCases(seed);
  for (const auto& more : {SilentCases(seed), LimitCases(seed)}) {
    cases.insert(cases.end(), more.begin(), more.end());
  }
  return cases;
}

void WriteAll(const std::string& folder, std::uint64_t seed) {
  std::ofstream history(folder + "/history.om");
  std::ofstream wanted(folder + "/wanted.tsv");
  for (const Case& c : AllCases(seed)) {
    for (const std::string every : {"15", "60"}) {
      const Target target{every, c.name + " @" + every + "s"};
      WriteScrapes(c, target.instance, kZero, seconds(std::stoi(every)), history);
      WriteWanted(c, target, wanted);
    }
  }
  history << "# EOF\n";
}

}  // namespace
}  // namespace sockwatch::testing

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: write_histories FOLDER [SEED]\n";
    return 2;
  }
  sockwatch::testing::WriteAll(argv[1], argc == 3 ? std::stoul(argv[2]) : 0);
}
