#include "live/scenarios/scenario.h"

#include <sys/prctl.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <exception>

#include "sample/tcp_state.h"
#include "support/check.h"
#include "support/ss.h"

namespace sockwatch::testing {
namespace {

constexpr const char* kGroupSockets = "sockwatch_group_sockets";
constexpr const char* kEntries = "sockwatch_state_entries_total";
constexpr const char* kExits = "sockwatch_state_exits_total";
constexpr std::chrono::milliseconds kPause{20};  // between two pages
constexpr std::uint16_t kDaemonPort = 10106;

double CompleteDumps(const SeriesSet& page) {
  return page.Sum("sockwatch_dumps_total", {{"result", "complete"}});
}

}  // namespace

double WallSeconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Range During(const std::function<void()>& act) {
  const double from = WallSeconds();
  act();
  return {from, WallSeconds()};
}

Scenario::Scenario(const std::string& name, std::vector<Program> programs)
    : table_(name), programs_(std::move(programs)) {
  ::prctl(PR_SET_NAME, "scraper");
  // Or a FIN that is sent twice, on a busy host, would end the other end's TIME_WAIT (RFC 1337).
  SetSysctl("net/ipv4/tcp_rfc1337", "1");
  programs_.push_back({"sockwatchd", "server", kDaemonPort});
  programs_.push_back({"scraper", "client", kDaemonPort});
}

Scenario::~Scenario() {
  table_.Add("sockets or entries under a wrong name, on " + std::to_string(pages_) + " pages", "0",
             "-", std::to_string(misnamed_));
  table_.Add("all gauges as ss says, kernel_difference 0, at rest", std::to_string(rests_), "-",
             std::to_string(rests_));
  table_.Print();
}

// The next daemon could not know whose the connection to this one was: it leaves no TIME_WAIT.
void Scenario::EndDaemon() {
  constexpr const char* kTimeWaits = "net/ipv4/tcp_max_tw_buckets";
  const std::string most = GetSysctl(kTimeWaits);
  SetSysctl(kTimeWaits, "0");
  daemon_->Stop();
  SetSysctl(kTimeWaits, most);
}

void Scenario::Watch(const std::string& config) {
  if (daemon_) EndDaemon();
  daemon_.emplace(SOCKWATCHD, "poll: {interval: 200ms}\nnamespaces: {enabled: false}\n" + config);
  first_.reset();
  Rest();
  first_ = page_;
}

const SeriesSet& Scenario::Look() {
  page_ = daemon_->Page();
  ++pages_;
  CheckSums();
  CheckOwners(kGroupSockets);
  CheckOwners(kEntries);
  return page_;
}

void Scenario::WaitFor(const std::string& what,
                       const std::function<bool(const SeriesSet&)>& reached,
                       std::chrono::seconds limit) {
  WaitUntil(
      what, [&] { return reached(Look()); }, limit, kPause);
}

void Scenario::CheckSums() const {
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    const Labels state = {{"state", std::string(TcpStateName(StateAt(i)))}};
    INFO(state.at("state"));
    CHECK(page_.Sum(kGroupSockets, state) == page_.Sum("sockwatch_sockets", state));
  }
  for (Series& group : page_.All(kGroupSockets, {{"state", "close_wait"}})) {
    group.labels.erase("state");
    INFO(SeriesText("CLOSE_WAIT", group.labels));
    CHECK(page_.Sum("sockwatch_close_wait_cause", group.labels) == group.value);
    CHECK(page_.Sum("sockwatch_close_wait_remote", group.labels) == group.value);
  }
}

void Scenario::CheckOwners(const std::string& name) {
  for (const Series& series : page_.All(name)) {
    if (series.value == 0 || series.labels.at("process") == "unattributed") continue;
    const bool known = std::any_of(programs_.begin(), programs_.end(), [&](const Program& p) {
      const Labels group = p.Group();
      return std::includes(series.labels.begin(), series.labels.end(), group.begin(), group.end());
    });
    INFO(SeriesText(series.name, series.labels));
    CHECK(known);
    misnamed_ += known ? 0 : 1;
  }
}

// Since counting began, what entered and did not leave is what is more now.
void Scenario::CheckLedger() const {
  for (const Series& entries : page_.All(kEntries)) {
    const auto stayed = [&](const SeriesSet& page) {
      return page.Sum(kEntries, entries.labels) - page.Sum(kExits, entries.labels);
    };
    const double more =
        page_.Sum(kGroupSockets, entries.labels) - first_->Sum(kGroupSockets, entries.labels);
    INFO(SeriesText(entries.name, entries.labels));
    CHECK(stayed(page_) - stayed(*first_) == more);
  }
}

std::string Scenario::Unrest() {
  ss_ = SeriesFromSs(RunSs(), programs_);
  std::string unrest = DifferenceFromSs(page_, ss_, std::to_string(kDaemonPort));
  for (const char* name : {"sockwatch_kernel_difference", "sockwatch_unattributed_sockets"}) {
    for (const Series& series : page_.All(name)) {
      if (series.value != 0) unrest += SeriesText(series.name, series.labels) + " is not 0\n";
    }
  }
  return unrest;
}

// The second dump from now on has begun after now.
void Scenario::Rest() {
  const double dumps = CompleteDumps(Look());
  std::string unrest;
  try {
    WaitFor("the page is as ss says", [&](const SeriesSet& page) {
      if (CompleteDumps(page) < dumps + 2) return false;
      unrest = Unrest();
      return unrest.empty();
    });
  } catch (const std::exception& error) {
    FAIL(error.what() << ":\n" << unrest);
  }
  if (first_) CheckLedger();
  ++rests_;
}

}  // namespace sockwatch::testing
