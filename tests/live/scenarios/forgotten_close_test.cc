// A server that forgets close(): its clients are gone, their connections stay in CLOSE_WAIT. Some
// it has read to the end, of some it has not even read what the client said.
#include <catch2/catch.hpp>

#include "live/scenarios/scenario.h"

namespace sockwatch::testing {
namespace {

constexpr Program kServer{"leaky-server", "server", 8080};
constexpr Program kClient{"short-client", "client", 8080};

struct Fixture {
  Fixture() {
    server.Tell("listen 127.0.0.1:8080 100");
    server.Tell("listen [::1]:8080 100");
    server.Tell("limit 1000");
    fds = server.OpenFds();
    scenario.Watch("close_wait: {ages: [1s, 4s]}\nlimits: {remotes: 2}\n");
  }

  void Connect(const std::string& name, const std::string& to, int count,
               const std::string& from = "") {
    client.Tell("connect " + name + " " + to + " " + std::to_string(count) + " " + from);
    server.Tell("accept " + name + " " + to + " " + std::to_string(count));
  }

  // The clients say five bytes, and are gone.
  Range Leak(const std::string& name) {
    client.Tell("send " + name + " 5");
    return During([&] {
      client.Tell("close " + name);
      server.Tell("await " + name + " close_wait");
    });
  }

  void WaitForOlder(const std::string& age, double sockets) {
    scenario.WaitFor(age, [&](const SeriesSet& page) {
      return page.Sum("sockwatch_close_wait_older_than", kServer.Group("age", age)) == sockets;
    });
  }

  // Only the two fullest have remotes of their names, and only once they are of the first age.
  void WaitForRemotes() {
    scenario.WaitFor("named remotes", [](const SeriesSet& page) {
      return page.Sum("sockwatch_close_wait_remote", kServer.Group("remote", "other")) == 2;
    });
    WaitForOlder("4s", 12);
    scenario.Rest();
  }

  void LeakAll() {
    held = Leak("held");
    server.Tell("drain held");
    more = Leak("more");
    server.Tell("drain more");
    unread = Leak("unread");
    v6 = Leak("v6");
    scenario.Rest();
  }

  void ExpectLeak() {
    scenario.Expect("sockets", {{"family", "ipv4"}, {"state", "close_wait"}}, 10);
    scenario.Expect("sockets", {{"family", "ipv6"}, {"state", "close_wait"}}, 2);
    scenario.Expect("group_sockets", kServer.Group("state", "close_wait"), 12);
    scenario.Expect("group_sockets", kServer.Group("state", "listen"), 2);
    scenario.Expect("group_sockets", kClient.Group("state", "fin_wait2"), 12);
    scenario.Expect("orphan_sockets", {}, 0);  // the clients' are kept as small as TIME_WAIT
    scenario.Expect("close_wait_cause", kServer.Group("cause", "held"), 8);
    scenario.Expect("close_wait_cause", kServer.Group("cause", "unread"), 4);
    scenario.Expect("close_wait_cause", kServer.Group("cause", "unaccepted"), 0);
    scenario.Expect("queue_bytes", kServer.Group("queue", "receive"), 4 * (5 + 1));  // and the FIN
    scenario.Expect("state_entries_total", kServer.Group("state", "close_wait"), 12);
    scenario.Expect("processes", {{"process", "leaky-server"}}, 1);
    scenario.ExpectFds(kServer, server, {fds + 12, 1000, 12});
  }

  void ExpectOldLeak() {
    scenario.Expect("close_wait_remote", kServer.Group("remote", "127.0.0.2"), 6);
    scenario.Expect("close_wait_remote", kServer.Group("remote", "127.0.0.3"), 4);
    const Labels third = kServer.Group("remote", "::1");
    scenario.Expect("close_wait_remote", kServer.Group("remote", "other"), 2,
                    scenario.Ss().Sum("sockwatch_close_wait_remote", third));
    scenario.ExpectOlder(kServer, "1s", 12);
    scenario.ExpectOlder(kServer, "4s", 12);
    scenario.ExpectOlder(kServer, "5m", 0);
    scenario.ExpectOldest(kServer, scenario.SeenFrom(held));
    scenario.Expect("close_wait_leak", kServer.Group(), 0);  // not in the first minutes
  }

  void ExpectDurations(const Range& brief_stay, const Range& end) {
    const Labels program = {{"process", "leaky-server"}};
    scenario.Expect("close_wait_duration_seconds_count", program, 13);
    scenario.Expect("close_wait_duration_seconds_bucket", With(program, "le", "1"), 0);
    scenario.Expect("close_wait_duration_seconds_bucket", With(program, "le", "300"), 13);
    scenario.ExpectWithin("close_wait_duration_seconds_sum", program,
                          brief_stay + 4 * scenario.Stay(held, end) + 4 * scenario.Stay(more, end) +
                              2 * scenario.Stay(unread, end) + 2 * scenario.Stay(v6, end));
  }

  Scenario scenario{"forgotten_close", {kServer, kClient}};
  Puppet server{"leaky-server"};
  Puppet client{"short-client"};
  double fds = 0;  // of the server without connections
  Range held;
  Range more;
  Range unread;
  Range v6;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A server that forgets close", "[forgotten_close]") {
  Connect("held", "127.0.0.1:8080", 4, "127.0.0.2");
  Connect("more", "127.0.0.1:8080", 4, "127.0.0.3");
  Connect("unread", "127.0.0.1:8080", 2, "127.0.0.2");
  Connect("v6", "[::1]:8080", 2);
  scenario.Rest();
  scenario.Expect("group_sockets", kServer.Group("state", "established"), 12);
  scenario.Expect("group_sockets", kClient.Group("state", "established"), 12);
  LeakAll();
  ExpectLeak();

  // One that is closed in time.
  Connect("brief", "127.0.0.1:8080", 1, "127.0.0.4");
  const Range brief = Leak("brief");
  WaitForOlder("1s", 13);
  const Range brief_end = During([&] { server.Tell("close brief"); });
  scenario.Rest();
  const Range brief_stay = scenario.Stay(brief, brief_end);
  scenario.Expect("state_exits_total", kServer.Group("state", "close_wait"), 1);
  scenario.Expect("group_sockets_peak", kServer.Group("state", "close_wait"), 13);

  WaitForRemotes();
  ExpectOldLeak();

  const Range end = During([&] {
    for (const std::string name : {"held", "more", "unread", "v6"}) server.Tell("close " + name);
  });
  scenario.Rest();
  scenario.Expect("group_sockets", kServer.Group("state", "close_wait"), 0);
  scenario.Expect("state_exits_total", kServer.Group("state", "close_wait"), 13);
  ExpectDurations(brief_stay, end);
}

}  // namespace sockwatch::testing
