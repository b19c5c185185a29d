#include "support/ss_series.h"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include "support/ss_counter.h"

namespace sockwatch::testing {
namespace {

constexpr std::array<const char*, 9> kCompared = {
    "sockwatch_sockets",        "sockwatch_group_sockets",        "sockwatch_close_wait_cause",
    "sockwatch_queue_bytes",    "sockwatch_accept_queue",         "sockwatch_accept_queue_limit",
    "sockwatch_orphan_sockets", "sockwatch_ephemeral_ports_used", "sockwatch_processes"};

std::map<Labels, double> WithoutUnit(const SeriesSet& set, const std::string& name) {
  std::map<Labels, double> values;
  for (Series& series : set.All(name)) {
    series.labels.erase("unit");
    values[series.labels] += series.value;
  }
  return values;
}

}  // namespace

Labels Program::Group() const {
  return {{"netns", "host"},
          {"process", std::string(process)},
          {"role", std::string(role)},
          {"port", std::to_string(port)}};
}

SeriesSet SeriesFromSs(const std::vector<SsRow>& rows, const std::vector<Program>& programs) {
  SsCounter counter(programs);
  for (const SsRow& row : rows) counter.Add(row);
  return counter.Take();
}

bool KnownToSs(const std::string& name) {
  return name == "sockwatch_close_wait_remote" ||
         std::find(kCompared.begin(), kCompared.end(), name) != kCompared.end();
}

std::string DifferenceFromSs(const SeriesSet& page, const SeriesSet& ss,
                             const std::string& restless_port) {
  std::ostringstream text;
  for (const std::string name : kCompared) {
    auto said = WithoutUnit(page, name);
    auto true_ones = WithoutUnit(ss, name);
    for (const auto& [labels, value] : true_ones) said.try_emplace(labels, 0);
    for (const auto& [labels, value] : said) {
      const double wanted = true_ones[labels];
      const bool restless = name == "sockwatch_queue_bytes" && labels.at("port") == restless_port;
      if (value == wanted || restless) continue;
      text << SeriesText(name, labels) << " is " << value << ", ss: " << wanted << "\n";
    }
  }
  return text.str();
}

}  // namespace sockwatch::testing
