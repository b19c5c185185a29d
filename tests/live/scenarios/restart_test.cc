// The daemon is restarted in the middle of a leak: ages, causes and remotes go on, as far as the
// kernel knows.
#include <algorithm>
#include <catch2/catch.hpp>

#include "live/scenarios/scenario.h"
#include "support/check.h"
#include "support/ss.h"

namespace sockwatch::testing {
namespace {

constexpr Program kServer{"leaky-server", "server", 8080};
constexpr Program kClient{"client", "client", 8080};
constexpr const char* kConfig = "close_wait: {ages: [15s]}\n";

std::ptrdiff_t OlderInSs(double age) {
  const auto heard = SecondsSinceAck({"state", "close-wait"});
  return std::count_if(heard.begin(), heard.end(), [age](double ago) { return ago >= age; });
}

struct Fixture {
  Fixture() {
    server.Tell("listen 127.0.0.1:8080 100");
    scenario.Watch(kConfig);
    Connect("held", 4, "127.0.0.2");
    Connect("unread", 3, "127.0.0.3");
    Connect("answered", 1, "127.0.0.4");
    scenario.Rest();
  }

  void Connect(const std::string& name, int count, const std::string& from) {
    const std::string sockets = name + " 127.0.0.1:8080 " + std::to_string(count);
    client.Tell("connect " + sockets + " " + from);
    server.Tell("accept " + sockets);
  }

  Range Leak(const std::string& name) {
    return During([&] {
      client.Tell("fin " + name);
      server.Tell("await " + name + " close_wait");
    });
  }

  double Of(const std::string& name, const std::string& label, const std::string& value) {
    return scenario.Page().Sum("sockwatch_" + name, kServer.Group(label, value));
  }

  void ExpectCauses() {
    scenario.Expect("group_sockets", kServer.Group("state", "close_wait"), 8);
    scenario.Expect("close_wait_cause", kServer.Group("cause", "held"), 4);
    scenario.Expect("close_wait_cause", kServer.Group("cause", "unread"), 4);
    scenario.Expect("close_wait_remote", kServer.Group("remote", "127.0.0.2"), 4);
    scenario.Expect("close_wait_remote", kServer.Group("remote", "127.0.0.3"), 3);
  }

  Scenario scenario{"restart", {kServer, kClient}};
  Puppet server{"leaky-server"};
  Puppet client{"client"};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A restart in the middle of a leak", "[restart]") {
  const Range held = Leak("held");
  server.Tell("drain held");
  Leak("answered");
  WaitUntil("a second old", [] { return OlderInSs(1) == 5; });
  Leak("unread");
  scenario.WaitFor(
      "named remotes",
      [&](const SeriesSet&) {
        return Of("close_wait_remote", "remote", "other") == 0 &&
               Of("close_wait_remote", "remote", "127.0.0.3") == 3;
      },
      std::chrono::seconds(80));
  scenario.Rest();
  ExpectCauses();
  scenario.ExpectOlder(kServer, "15s", 8);
  scenario.Expect("state_entries_total", kServer.Group("state", "close_wait"), 8);
  scenario.ExpectOldest(kServer, scenario.SeenFrom(held));
  const double before = scenario.Page().Sum("sockwatch_close_wait_oldest_timestamp_seconds");

  // The peer's ACK hides from all who look anew how old that one is.
  server.Tell("send answered 5");
  WaitUntil("the ACK is there", [] { return OlderInSs(15) == 7; });
  scenario.Watch(kConfig);
  ExpectCauses();
  scenario.ExpectOlder(kServer, "15s", 7);
  const double young = scenario.Ss().Sum("sockwatch_close_wait_remote", {{"remote", "127.0.0.4"}});
  scenario.Expect("close_wait_remote", kServer.Group("remote", "other"), 1, young);
  scenario.Expect("state_entries_total", kServer.Group("state", "close_wait"), 0);
  // The kernel's word is to the moment; ours was that of the first look.
  scenario.ExpectOldest(kServer, {held.from - Scenario::kSlack, held.to + Scenario::kSlack});
  CHECK(scenario.Page().Sum("sockwatch_close_wait_oldest_timestamp_seconds") <= before + 0.1);

  const Range end = During([&] { server.Tell("close held"); });
  scenario.Rest();
  scenario.Expect("group_sockets", kServer.Group("state", "close_wait"), 4);
  scenario.Expect("state_exits_total", kServer.Group("state", "close_wait"), 4);
  scenario.Expect("close_wait_duration_seconds_bucket", {{"process", "leaky-server"}, {"le", "10"}},
                  0);
  scenario.ExpectWithin("close_wait_duration_seconds_sum", {{"process", "leaky-server"}},
                        4 * scenario.Stay(held, end));
}

}  // namespace sockwatch::testing
