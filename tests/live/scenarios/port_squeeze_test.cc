// A client uses up its ephemeral ports towards one destination, across a link between two
// namespaces.
#include <catch2/catch.hpp>
#include <cerrno>

#include "live/scenarios/scenario.h"
#include "support/check.h"

namespace sockwatch::testing {
namespace {

constexpr Program kSql{"sql-client", "client", 5432};
constexpr Program kCache{"sql-client", "client", 6379};

struct Fixture {
  Fixture() {
    SetSysctl("net/ipv4/ip_local_port_range", "40000 40059");
    SetSysctl("net/ipv4/ip_local_reserved_ports", "40010-40019");
    SetSysctl("net/ipv4/tcp_tw_reuse", "0");
    Link();
    server.Tell("listen 10.9.0.2:5432 100");
    server.Tell("listen 10.9.0.2:6379 100");
    scenario.Watch();
  }

  void Link() {
    server.Tell("leave");
    client.Tell("run ip link add left type veth peer name right netns " +
                std::to_string(server.Pid()));
    client.Tell("run ip address add 10.9.0.1/24 dev left");
    client.Tell("run ip link set left up");
    server.Tell("run ip address add 10.9.0.2/24 dev right");
    server.Tell("run ip link set right up");
  }

  void Connect(const std::string& name, const std::string& to, int count) {
    client.Tell("connect " + name + " " + to + " " + std::to_string(count));
    server.Tell("accept " + name + " " + to + " " + std::to_string(count));
  }

  // The client first, so that TIME_WAIT is at its end.
  void Close(const std::string& name) {
    client.Tell("close " + name);
    server.Tell("drain " + name);
    server.Tell("close " + name);
  }

  // On the port of a TIME_WAIT that is a second old (tcp_twsk_unique() in net/ipv4/tcp_ipv4.c); it
  // leaves another one there.
  void ConnectAgain() {
    WaitUntil("a port is given out again", [&] { return client.Tell("try 10.9.0.2:5432") == "0"; });
    server.Tell("accept tried 10.9.0.2:5432 1");
    server.Tell("drain tried");
    server.Tell("close tried");
  }

  void ExpectUsed(const std::string& destination, double held, double time_wait) {
    const Labels use = {{"source", "10.9.0.1"}, {"destination", destination}};
    scenario.Expect("ephemeral_ports_used", With(use, "state", "held"), held);
    scenario.Expect("ephemeral_ports_used", With(use, "state", "time_wait"), time_wait);
  }

  Scenario scenario{"port_squeeze", {kSql, kCache}};
  Puppet server{"sql-server"};
  Puppet client{"sql-client"};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Ephemeral ports run out", "[port_squeeze]") {
  scenario.Expect("ephemeral_ports_limit", {}, 60 - 10);
  Connect("held", "10.9.0.2:5432", 30);
  Connect("short", "10.9.0.2:5432", 19);
  scenario.Rest();
  ExpectUsed("10.9.0.2:5432", 49, 0);
  ExpectUsed("all", 49, 0);
  Close("short");
  scenario.Rest();
  ExpectUsed("10.9.0.2:5432", 30, 19);
  ExpectUsed("all", 30, 19);
  Connect("last", "10.9.0.2:5432", 1);
  Connect("cache", "10.9.0.2:6379", 50);  // towards elsewhere all are left
  scenario.Rest();
  ExpectUsed("10.9.0.2:5432", 31, 19);
  ExpectUsed("10.9.0.2:6379", 50, 0);
  ExpectUsed("all", 50, 0);  // a port that is held here and in TIME_WAIT there is held
  scenario.Expect("group_sockets", kSql.Group("state", "time_wait"), 19);
  scenario.Expect("group_sockets", kCache.Group("state", "established"), 50);
  CHECK(client.Tell("try 10.9.0.2:5432") == std::to_string(EADDRNOTAVAIL));

  SetSysctl("net/ipv4/tcp_tw_reuse", "1");
  for (int i = 0; i < 3; ++i) ConnectAgain();
  scenario.Rest();
  ExpectUsed("10.9.0.2:5432", 31, 19);
  scenario.Expect("state_entries_total", kSql.Group("state", "time_wait"), 19 + 3);
  scenario.Expect("state_exits_total", kSql.Group("state", "time_wait"), 3);
}

}  // namespace sockwatch::testing
