// Scenario: single numbers, each a row of its table.
#include <algorithm>
#include <catch2/catch.hpp>

#include "live/scenarios/scenario.h"
#include "support/check.h"
#include "support/ss.h"

namespace sockwatch::testing {
namespace {

std::string FullName(const std::string& name) { return "sockwatch_" + name; }

// "group_sockets nginx server 80 close_wait": the values say enough.
std::string Short(const std::string& name, Labels labels) {
  std::string text = name;
  labels.erase("netns");
  for (const char* first : {"process", "role", "port"}) {
    if (const auto label = labels.extract(first)) text += " " + label.mapped();
  }
  for (const auto& [label, value] : labels) text += " " + value;
  return text;
}

std::string RangeText(const Range& range) {
  return NumberText(range.from) + ".." + NumberText(range.to);
}

std::string WitnessText(const std::optional<double>& said) {
  return said ? NumberText(*said) : "-";
}

std::vector<double> HeardAgo(const Program& program) {
  const std::string end = program.role == "server" ? "sport" : "dport";
  return SecondsSinceAck({"state", "close-wait", end, "=", ":" + std::to_string(program.port)});
}

// "1s", "5m", "1h"
double DurationSeconds(const std::string& text) {
  const double unit = text.back() == 's' ? 1 : text.back() == 'm' ? 60 : 3600;
  return unit * std::stod(text);
}

double CloseWaitHeldBy(pid_t pid) {
  const auto rows = RunSs();
  return static_cast<double>(std::count_if(rows.begin(), rows.end(), [pid](const SsRow& row) {
    return row.state == TcpState::kCloseWait && !row.users.empty() && row.users.front().pid == pid;
  }));
}

}  // namespace

void Scenario::Expect(const std::string& name, const Labels& labels, double expected) {
  const double ss = ss_.Sum(FullName(name), labels);
  Expect(name, labels, expected, KnownToSs(FullName(name)) ? std::optional(ss) : std::nullopt);
}

void Scenario::Expect(const std::string& name, const Labels& labels, double expected,
                      std::optional<double> witness) {
  const double exported = page_.Sum(FullName(name), labels);
  table_.Add(Short(name, labels), NumberText(expected), WitnessText(witness), NumberText(exported));
  INFO(SeriesText(name, labels));
  CHECK(exported == expected);
  if (witness) CHECK(*witness == expected);
}

void Scenario::ExpectWithin(const std::string& name, const Labels& labels, const Range& expected) {
  const double exported = page_.Sum(FullName(name), labels);
  table_.Add(Short(name, labels), RangeText(expected), "-", NumberText(exported));
  INFO(SeriesText(name, labels));
  CHECK(exported >= expected.from);
  CHECK(exported <= expected.to);
}

void Scenario::ExpectOlder(const Program& program, const std::string& age, double expected) {
  const auto heard = HeardAgo(program);
  const auto older = std::count_if(heard.begin(), heard.end(),
                                   [&](double ago) { return ago >= DurationSeconds(age); });
  Expect("close_wait_older_than", program.Group("age", age), expected, static_cast<double>(older));
}

// In seconds after the scenario's begin.
void Scenario::ExpectOldest(const Program& program, const Range& expected) {
  const auto heard = HeardAgo(program);
  const double told = WallSeconds() - *std::max_element(heard.begin(), heard.end()) - begun_;
  const double oldest =
      page_.Sum("sockwatch_close_wait_oldest_timestamp_seconds", program.Group()) - begun_;
  const Range since{expected.from - begun_, expected.to - begun_};
  table_.Add(Short("close_wait_oldest (s after begin)", program.Group()), RangeText(since),
             NumberText(told), NumberText(oldest));
  CHECK(oldest >= since.from);
  CHECK(oldest <= since.to);
}

void Scenario::ExpectFds(const Program& program, const Puppet& nearest, const Fds& expected) {
  const Labels process = {{"process", std::string(program.process)}};
  const double there = nearest.OpenFds();
  WaitFor(NumberText(there) + " descriptors are seen", [&](const SeriesSet& page) {
    return page.Sum("sockwatch_process_open_fds", process) == there;
  });
  Expect("process_open_fds", process, expected.open, there);
  Expect("process_max_fds", process, expected.limit, nearest.MaxFds());
  Expect("process_close_wait_fds", process, expected.close_wait, CloseWaitHeldBy(nearest.Pid()));
}

Range Scenario::SeenFrom(const Range& happened) const {
  const double skipped = page_.Sum("sockwatch_ticks_skipped_total");
  return {happened.from - kSlack, happened.to + kSlack + kInterval * (1 + skipped)};
}

Range Scenario::Stay(const Range& entered, const Range& left) const {
  const Range begin = SeenFrom(entered);
  const Range end = SeenFrom(left);
  return {end.from - begin.to, end.to - begin.from};
}

}  // namespace sockwatch::testing
