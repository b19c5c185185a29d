// A client whose pool keeps connections that the server has closed: CLOSE_WAIT at the client's end,
// and at the other orphans that wait for its FIN.
#include <catch2/catch.hpp>

#include "live/scenarios/scenario.h"

namespace sockwatch::testing {
namespace {

constexpr Program kSql{"database", "server", 5432};
constexpr Program kCache{"database", "server", 6379};
constexpr Program kSqlPool{"pool-client", "client", 5432};
constexpr Program kCachePool{"pool-client", "client", 6379};

struct Fixture {
  Fixture() {
    SetSysctl("net/ipv4/tcp_fin_timeout", "180");  // above 60 s orphans stay full sockets
    server.Tell("listen 127.0.0.1:5432 100");
    server.Tell("listen [::1]:5432 100");
    server.Tell("listen 127.0.0.1:6379 100");
    client.Tell("limit 1000");
    fds = client.OpenFds();
    scenario.Watch("close_wait: {ages: [1s]}\n");
  }

  void Connect(const std::string& name, const std::string& to, int count) {
    client.Tell("connect " + name + " " + to + " " + std::to_string(count));
    server.Tell("accept " + name + " " + to + " " + std::to_string(count));
  }

  Range CloseAtServer(const std::string& name) {
    return During([&] {
      server.Tell("close " + name);
      client.Tell("await " + name + " close_wait");
    });
  }

  void WaitForRemotes() {
    scenario.WaitFor(
        "named remotes",
        [](const SeriesSet& page) {
          return page.Sum("sockwatch_close_wait_remote", {{"remote", "other"}}) == 0;
        },
        std::chrono::seconds(80));
    scenario.Rest();
  }

  void ExpectIdle() {
    scenario.Expect("group_sockets", kSqlPool.Group("state", "close_wait"), 7);
    scenario.Expect("group_sockets", kCachePool.Group("state", "close_wait"), 3);
    scenario.Expect("close_wait_cause", kSqlPool.Group("cause", "unread"), 7);
    scenario.Expect("close_wait_cause", kCachePool.Group("cause", "held"), 3);
    scenario.Expect("queue_bytes", kSqlPool.Group("queue", "receive"), 7);  // the FINs
    scenario.Expect("group_sockets", kSql.Group("state", "fin_wait2"), 7);
    scenario.Expect("orphan_sockets", {}, 10);
    scenario.Expect("ephemeral_ports_used", {{"destination", "[::1]:5432"}, {"state", "held"}}, 2);
    scenario.Expect("state_entries_total", kSqlPool.Group("state", "close_wait"), 7);
    scenario.ExpectFds(kSqlPool, client, {fds + 10, 1000, 10});
  }

  void ExpectGone() {
    scenario.Expect("state_exits_total", kSqlPool.Group("state", "close_wait"), 7);
    scenario.Expect("group_sockets", kSql.Group("state", "time_wait"), 7);
    scenario.Expect("group_sockets", kCache.Group("state", "time_wait"), 3);
    scenario.Expect("state_entries_total", kSql.Group("state", "time_wait"), 7);
    scenario.Expect("orphan_sockets", {}, 0);
  }

  Scenario scenario{"idle_pool", {kSql, kCache, kSqlPool, kCachePool}};
  Puppet server{"database"};
  Puppet client{"pool-client"};
  double fds = 0;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A pool that keeps closed connections", "[idle_pool]") {
  Connect("sql", "127.0.0.1:5432", 5);
  Connect("sql6", "[::1]:5432", 2);
  Connect("cache", "127.0.0.1:6379", 3);
  scenario.Rest();
  scenario.Expect("group_sockets", kSqlPool.Group("state", "established"), 7);
  scenario.Expect("ephemeral_ports_used", {{"destination", "127.0.0.1:5432"}, {"state", "held"}},
                  5);

  const Range sql = CloseAtServer("sql");
  const Range sql6 = CloseAtServer("sql6");
  const Range cache = CloseAtServer("cache");
  client.Tell("read cache");  // which sees the end, and keeps the connection all the same
  scenario.Rest();
  ExpectIdle();

  WaitForRemotes();
  scenario.Expect("close_wait_remote", kSqlPool.Group("remote", "127.0.0.1:5432"), 5);
  scenario.Expect("close_wait_remote", kSqlPool.Group("remote", "[::1]:5432"), 2);
  scenario.Expect("close_wait_remote", kCachePool.Group("remote", "127.0.0.1:6379"), 3);
  scenario.ExpectOlder(kSqlPool, "1s", 7);
  scenario.ExpectOldest(kSqlPool, scenario.SeenFrom(sql));
  scenario.ExpectOldest(kCachePool, scenario.SeenFrom(cache));

  const Range end = During([&] {
    for (const std::string name : {"sql", "sql6", "cache"}) client.Tell("close " + name);
  });
  scenario.Rest();
  ExpectGone();
  const Labels program = {{"process", "pool-client"}};
  scenario.Expect("close_wait_duration_seconds_count", program, 10);
  scenario.ExpectWithin(
      "close_wait_duration_seconds_sum", program,
      5 * scenario.Stay(sql, end) + 2 * scenario.Stay(sql6, end) + 3 * scenario.Stay(cache, end));
}

}  // namespace sockwatch::testing
