// A server that has stopped to accept: its queue fills, newcomers are turned away, and those in the
// queue give up.
#include <catch2/catch.hpp>

#include "live/scenarios/scenario.h"
#include "support/check.h"
#include "support/nstat.h"
#include "support/ss.h"

namespace sockwatch::testing {
namespace {

constexpr Program kServer{"stuck-server", "server", 8080};
constexpr Program kClient{"patient-client", "client", 8080};

struct Fixture {
  Fixture() {
    server.Tell("listen 127.0.0.1:8080 5");
    scenario.Watch("close_wait: {ages: [1s]}\n");
  }

  // At rest: a SYN that is sent again would move the counts between two looks.
  void ExpectEvent(const std::string& event, double at_least) {
    const auto nstat = static_cast<double>(Nstat(event));
    CHECK(nstat >= at_least);
    scenario.Expect("kernel_events_total", {{"event", event}}, nstat, nstat);
  }

  void ExpectGivenUp(const Range& given_up) {
    ExpectEvent("ListenOverflows", 4);
    ExpectEvent("ListenDrops", 4);
    ExpectEvent("TCPSynRetrans", 0);
    scenario.Expect("group_sockets", kServer.Group("state", "close_wait"), 6);
    scenario.Expect("close_wait_cause", kServer.Group("cause", "unaccepted"), 6);
    scenario.Expect("accept_queue", kServer.Group(), 6);
    scenario.Expect("processes", {{"process", "stuck-server"}}, 1);
    scenario.Expect("process_close_wait_fds", {{"process", "stuck-server"}}, 0);
    scenario.WaitFor("a second old", [](const SeriesSet& page) {
      return page.Sum("sockwatch_close_wait_older_than", kServer.Group("age", "1s")) == 6;
    });
    scenario.ExpectOlder(kServer, "1s", 6);
    scenario.ExpectOldest(kServer, scenario.SeenFrom(given_up));
  }

  void ExpectGone(const Range& stay) {
    scenario.Expect("state_entries_total", kServer.Group("state", "close_wait"), 6);
    scenario.Expect("state_exits_total", kServer.Group("state", "close_wait"), 6);
    scenario.Expect("group_sockets_peak", kServer.Group("state", "close_wait"), 6);
    const Labels program = {{"process", "stuck-server"}};
    scenario.Expect("close_wait_duration_seconds_count", program, 6);
    scenario.ExpectWithin("close_wait_duration_seconds_sum", program, 6 * stay);
    scenario.Expect("group_sockets", kClient.Group("state", "time_wait"), 6);
  }

  Scenario scenario{"stuck_accept", {kServer, kClient}};
  Puppet server{"stuck-server"};
  Puppet client{"patient-client"};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A server that does not accept", "[stuck_accept]") {
  client.Tell("connect queued 127.0.0.1:8080 6");
  scenario.Rest();
  scenario.Expect("group_sockets", kServer.Group("state", "established"), 6);
  scenario.Expect("accept_queue", kServer.Group(), 6);
  scenario.Expect("accept_queue_limit", kServer.Group(), 5);  // one more fits in

  client.Tell("begin refused 127.0.0.1:8080 4");
  scenario.WaitFor("four overflows", [](const SeriesSet& page) {
    return page.Sum("sockwatch_kernel_events_total", {{"event", "ListenOverflows"}}) >= 4;
  });
  scenario.Rest();
  scenario.Expect("group_sockets", kClient.Group("state", "syn_sent"), 4);
  client.Tell("close refused");
  const Range given_up = During([&] {
    client.Tell("close queued");
    WaitUntil("CLOSE_WAIT", [] { return SecondsSinceAck({"state", "close-wait"}).size() == 6; });
  });
  scenario.Rest();
  ExpectGivenUp(given_up);

  server.Tell("accept late 127.0.0.1:8080 6");
  scenario.Rest();
  scenario.Expect("close_wait_cause", kServer.Group("cause", "unaccepted"), 0);
  scenario.Expect("close_wait_cause", kServer.Group("cause", "unread"), 6);
  scenario.Expect("accept_queue", kServer.Group(), 0);
  scenario.Expect("accept_queue_peak", kServer.Group(), 6);

  const Range end = During([&] { server.Tell("close late"); });
  scenario.Rest();
  ExpectGone(scenario.Stay(given_up, end));
}

}  // namespace sockwatch::testing
