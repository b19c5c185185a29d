#include "rules/scrapes.h"

#include <algorithm>
#include <utility>

#include "rules/curve.h"
#include "rules/page.h"

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

constexpr Millis kTimeWait = 60s;  // TCP_TIMEWAIT_LEN
constexpr double kOtherFiles = 30;
constexpr const char* kNetns = R"(netns="host")";
constexpr const char* kProgram = R"(unit="app.service",process="app")";

std::string With(const std::string& labels, const std::string& name, const std::string& value) {
  return labels + "," + name + "=\"" + value + "\"";
}

std::string Group(const Case& c) {
  const bool client = c.ports_limit > 0;
  return std::string(kNetns) + "," + kProgram +
         (client ? R"(,role="client",port="5432")" : R"(,role="server",port="8080")");
}

Curve Established(const Case& c) {
  Curve curve = OlderThan(c.closed.Lives(), 0ms);
  for (const History::Step& step : c.history.Steps()) {
    curve.Add(step.at, static_cast<double>(step.established));
  }
  return curve;
}

Curve TimeWait(const Case& c) {
  std::vector<History::Life> lives = c.closed.Lives();
  for (History::Life& life : lives) life = {life.gone, life.gone + kTimeWait};
  return OlderThan(lives, 0ms);
}

Curve Verdict(const Case& c) {
  Curve curve;
  for (const Change& change : Replay(c.history, c.ticks).changes) {
    curve.Add(change.at, change.leaking ? 1 : -1);
  }
  return curve;
}

void WriteCounters(const Case& c, Page& page) {
  const std::string close_wait = With(Group(c), "state", "close_wait");
  Curve entered = Begun(c.history.Lives());
  Curve left = Over(c.history.Lives());
  for (const Millis restart : c.ticks.restarts) {
    entered.Reset(restart);
    left.Reset(restart);
  }
  page.Write("sockwatch_state_entries_total", close_wait, entered);
  page.Write("sockwatch_state_exits_total", close_wait, left);
}

void WriteGroup(const Case& c, Page& page) {
  const std::string group = Group(c);
  const auto lives = c.history.Lives();
  for (const auto& [state, sockets] : {std::pair<const char*, Curve>{"established", Established(c)},
                                       {"close_wait", OlderThan(lives, 0ms)},
                                       {"time_wait", TimeWait(c)}}) {
    page.Write("sockwatch_group_sockets", With(group, "state", state), sockets);
  }
  for (const auto& [age, length] : {std::pair<const char*, Millis>{"5m", 5min}, {"1h", 1h}}) {
    page.Write("sockwatch_close_wait_older_than", With(group, "age", age),
               OlderThan(lives, length));
  }
  page.Write("sockwatch_close_wait_leak", group, Verdict(c));
}

// When no descriptor is left, nothing more is opened.
void WriteDescriptors(const Case& c, Page& page) {
  const std::vector<double> close_wait = OlderThan(c.history.Lives(), 0ms).At(page.Ticks());
  std::vector<double> open = Established(c).At(page.Ticks());
  for (std::size_t i = 0; i < open.size(); ++i) {
    open[i] = std::min<double>(kOtherFiles + open[i] + close_wait[i], c.max_fds);
  }
  page.WriteValues("sockwatch_process_open_fds", kProgram, open);
  page.WriteValues("sockwatch_process_close_wait_fds", kProgram, close_wait);
  page.Write("sockwatch_process_max_fds", kProgram, c.max_fds);
}

void WritePorts(const Case& c, Page& page) {
  if (c.ports_limit == 0) return;
  for (const char* destination : {"10.0.0.2:5432", "all"}) {
    const std::string ports = With(With(kNetns, "source", "10.0.0.1"), "destination", destination);
    page.Write("sockwatch_ephemeral_ports_used", With(ports, "state", "held"), Established(c));
    page.Write("sockwatch_ephemeral_ports_used", With(ports, "state", "time_wait"), TimeWait(c));
  }
  page.Write("sockwatch_ephemeral_ports_limit", kNetns, c.ports_limit);
  page.Write("sockwatch_sysctl", With(kNetns, "name", "net.ipv4.tcp_tw_reuse"), c.tw_reuse);
  page.Write("sockwatch_sysctl", With(kNetns, "name", "net.ipv4.tcp_timestamps"), 1);
}

void WriteHost(const Case& c, std::chrono::seconds zero, Page& page) {
  page.WriteUp();
  page.Write("sockwatch_sockets", With(With(kNetns, "family", "ipv4"), "state", "time_wait"),
             TimeWait(c));
  page.Write("sockwatch_time_wait_buckets_limit", kNetns, c.time_wait_limit);
  std::vector<double> ticks;
  for (const Millis tick : page.Ticks()) {
    ticks.push_back(std::chrono::duration<double>(zero + tick).count());
  }
  page.WriteValues("sockwatch_last_sample_timestamp_seconds", kNetns, ticks);
  page.Write("sockwatch_sample_interval_seconds", "", 5);
  page.Write("sockwatch_folded_groups", "", 0);
  page.Write("sockwatch_feature", R"(feature="process_owners")", 1);
}

}  // namespace

void WriteScrapes(const Case& c, const std::string& instance, std::chrono::seconds zero,
                  Millis every, std::ostream& out) {
  Page page(c, instance, zero, every, out);
  WriteGroup(c, page);
  WriteCounters(c, page);
  WriteDescriptors(c, page);
  WritePorts(c, page);
  WriteHost(c, zero, page);
}

}  // namespace sockwatch::testing
