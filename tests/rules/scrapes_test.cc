#include "rules/scrapes.h"

#include <catch2/catch.hpp>
#include <sstream>

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

using Samples = std::vector<std::string>;  // "VALUE TIME"

// Of the series with that name and that text among its labels.
Samples SamplesOf(const Case& c, const std::string& name, const std::string& label) {
  std::stringstream page;
  WriteScrapes(c, "web1", 1000s, 15s, page);
  Samples samples;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind(name + "{", 0) != 0 || line.find(label) == std::string::npos) continue;
    samples.push_back(line.substr(line.find("} ") + 2));
  }
  return samples;
}

// Looked for every 10 s, scraped every 15 s.
Case OneSocket() {
  return {.name = "one",
          .history = History(1).Burst({12s, 12s}, 1, Forever()),
          .ticks = {.interval = 10s, .length = 75s}};
}

TEST_CASE("A scrape shows the last tick before it") {
  CHECK(SamplesOf(OneSocket(), "sockwatch_group_sockets", "state=\"close_wait\"") ==
        Samples{"0 1000", "0 1015", "1 1030", "1 1045", "1 1060"});
}

TEST_CASE("In a gap there is nothing but that the target is down") {
  Case c = OneSocket();
  c.ticks.gaps = {{30s, 60s}};
  CHECK(SamplesOf(c, "sockwatch_close_wait_leak", "").size() == 3);
  CHECK(SamplesOf(c, "up", "") == Samples{"1 1000", "1 1015", "0 1030", "0 1045", "1 1060"});
}

TEST_CASE("A restart of sockwatchd sets counters to zero, and ages go on") {
  Case c = OneSocket();
  c.ticks = {.length = 7min, .restarts = {1min}};
  const Samples entered = SamplesOf(c, "sockwatch_state_entries_total", "");
  CHECK(entered[3] == "1 1045");
  CHECK(entered[4] == "0 1060");
  const Samples old = SamplesOf(c, "sockwatch_close_wait_older_than", "5m");
  CHECK(old[20] == "0 1300");
  CHECK(old[21] == "1 1315");
}

TEST_CASE("What the program closed holds its port in TIME_WAIT for a minute") {
  Case c = OneSocket();
  c.closed = History(1).Burst({10s, 10s}, 1, Uniform(20s, 20s));
  c.ports_limit = 10;
  c.ticks = {.length = 2min};
  const Samples held = SamplesOf(c, "sockwatch_ephemeral_ports_used", R"(5432",state="held")");
  CHECK(held[1] == "1 1015");
  CHECK(held[2] == "0 1030");
  const Samples time_wait =
      SamplesOf(c, "sockwatch_ephemeral_ports_used", R"(5432",state="time_wait")");
  CHECK(time_wait[2] == "1 1030");
  CHECK(time_wait[5] == "1 1075");
  CHECK(time_wait[6] == "0 1090");
}

}  // namespace
}  // namespace sockwatch::testing
