// The real daemon and namespaces besides its own, each beside what ss(8) says in there.
#include <net/if.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/check.h"
#include "support/child.h"
#include "support/named_netns.h"
#include "support/netns.h"
#include "support/puppet.h"
#include "support/sockwatchd.h"
#include "support/ss.h"
#include "support/ss_series.h"

namespace sockwatch::testing {
namespace {

constexpr std::chrono::milliseconds kInterval{200};
constexpr std::chrono::milliseconds kPause{20};

// Of this process alone.
std::string NameOf(const std::string& what) {
  return "live" + std::to_string(::getpid()) + "-" + what;
}

// A daemon in a namespace of its own, which sees those that NameOf() named and no others.
struct Fixture {
  void Watch(const std::vector<std::string>& wrapper = {}) {
    const std::string config = "poll: {interval: 200ms}\nnamespaces: {include: ['" + NameOf(".*'") +
                               "]}\nattribution: {cpu_budget: 50%}\n";
    daemon = std::make_unique<Sockwatchd>(SOCKWATCHD, config, wrapper);
  }
  void WaitFor(const std::string& what, const std::function<bool(const SeriesSet&)>& reached) {
    WaitUntil(
        what, [&] { return reached(daemon->Page()); }, std::chrono::seconds(20), kPause);
  }
  // Errors that are no race, one a line.
  static std::string Errors(const SeriesSet& page) {
    std::string text;
    for (const Series& series : page.All("sockwatch_errors_total")) {
      if (series.value == 0 || series.labels.at("reason") == "vanished") continue;
      text += SeriesText(series.name, series.labels) + "\n";
    }
    return text;
  }

  PrivateNetns host;
  std::unique_ptr<Sockwatchd> daemon;
};

// What the page says otherwise than ss, of the states and, if wanted, of who has them.
std::string Difference(const SeriesSet& page, const NamedNetns& netns,
                       const std::vector<Program>& programs, bool groups = true) {
  const SeriesSet ss = SeriesFromSs(RunSsIn(netns.Name()), programs);
  std::string text;
  std::vector<std::string> names = {"sockwatch_sockets"};
  if (groups) names.emplace_back("sockwatch_group_sockets");
  for (const std::string& name : names) {
    for (const Series& series : ss.All(name)) {
      const double said = page.Sum(name, With(series.labels, "netns", netns.Name()));
      if (said != series.value) text += SeriesText(name, series.labels) + " differs\n";
    }
    if (page.Sum(name, {{"netns", netns.Name()}}) != ss.Sum(name)) text += name + " sums differ\n";
  }
  return text;
}

// A server and its client in one namespace, with sockets in four states besides LISTEN in the end.
struct Scene {
  static constexpr Program kServer{"netns-server", "server", 8080};
  static constexpr Program kClient{"netns-client", "client", 8080};

  explicit Scene(const std::string& name, int scale) : netns(NameOf(name)) {
    const std::string count = std::to_string(scale);
    for (Puppet* puppet : {&server, &client}) puppet->Tell("join " + netns.Name());
    server.Tell("listen 127.0.0.1:8080 100");
    Connect("open", count);
    Connect("half", count);
    client.Tell("fin half");
    server.Tell("await half close_wait");
    Connect("done", count);
  }
  // The client's are in TIME_WAIT then, which has no owner for who did not see them before.
  void CloseDone() {
    client.Tell("close done");
    server.Tell("await done close_wait");
    server.Tell("close done");
  }
  void Connect(const std::string& group, const std::string& count) {
    client.Tell("connect " + group + " 127.0.0.1:8080 " + count);
    server.Tell("accept " + group + " 127.0.0.1:8080 " + count);
  }

  NamedNetns netns;
  Puppet server{"netns-server"};
  Puppet client{"netns-client"};
};

void SetSysctlIn(const NamedNetns& netns, const std::string& setting) {
  Child::Exec({"nsenter", "--net=/run/netns/" + netns.Name(), "sysctl", "-qw", setting}).Wait();
}

const std::vector<Program> kPrograms = {Scene::kServer, Scene::kClient};

struct SceneFixture : Fixture {
  void WaitForSs(const Scene& scene) {
    WaitFor("all as ss says in " + scene.netns.Name(), [&](const SeriesSet& page) {
      return Difference(page, scene.netns, kPrograms).empty();
    });
  }
};

}  // namespace

TEST_CASE_METHOD(SceneFixture, "Every state of every process in every namespace is as ss says") {
  std::vector<std::unique_ptr<Scene>> scenes;
  for (int i = 1; i <= 3; ++i) scenes.push_back(std::make_unique<Scene>(std::to_string(i), i));
  Watch();
  for (const auto& scene : scenes) WaitForSs(*scene);
  for (const auto& scene : scenes) {
    scene->CloseDone();
    WaitForSs(*scene);
    for (const char* state : {"established", "close_wait", "fin_wait2", "time_wait"}) {
      const Labels labels = {{"netns", scene->netns.Name()}, {"state", state}};
      CHECK(daemon->Page().Sum("sockwatch_sockets", labels) > 0);
    }
  }
  CHECK(daemon->Page().Sum("sockwatch_namespaces", {{"result", "sampled"}}) == 4);
  CHECK(Errors(daemon->Page()) == "");
}

// veth devices go with the last reference to their namespace.
TEST_CASE_METHOD(Fixture, "A namespace that is deleted goes at once, whatever the daemon does") {
  NamedNetns netns(NameOf("veth"));
  NamedNetns other(NameOf("stays"));
  Ip("link add toward type veth peer name inside netns " + netns.Name());
  Watch();
  WaitFor("it is sampled", [](const SeriesSet& page) {
    return page.Sum("sockwatch_namespaces", {{"result", "sampled"}}) == 3;
  });
  netns.Delete();
  const auto begun = std::chrono::steady_clock::now();
  WaitUntil("the veth is gone", [] { return ::if_nametoindex("toward") == 0; });
  CHECK(std::chrono::steady_clock::now() - begun < kInterval + std::chrono::seconds(1));
  WaitFor("it is no longer sampled", [](const SeriesSet& page) {
    return page.Sum("sockwatch_namespaces", {{"result", "sampled"}}) == 2;
  });
  CHECK(daemon->Page().Sum("sockwatch_namespaces", {{"result", "failed"}}) == 0);
}

// A namespace takes the size of its own table from its parent; 0: it shares the host's.
TEST_CASE_METHOD(SceneFixture,
                 "Namespaces with a table of their own are as right as those without") {
  SetSysctl("net/ipv4/tcp_child_ehash_entries", "1024");
  Scene own("own-table", 2);
  SetSysctl("net/ipv4/tcp_child_ehash_entries", "0");
  Scene shared("shared-table", 3);
  Watch();
  for (Scene* scene : {&own, &shared}) {
    WaitForSs(*scene);
    scene->CloseDone();
    WaitForSs(*scene);
  }
}

TEST_CASE_METHOD(Fixture, "An idle namespace becomes busy and idle again") {
  Watch();
  NamedNetns netns(NameOf("idle"));
  Puppet server("netns-server");
  Puppet client("netns-client");
  for (Puppet* puppet : {&server, &client}) puppet->Tell("join " + netns.Name());
  server.Tell("listen 127.0.0.1:8080 100");
  const auto listeners = [&](const SeriesSet& page, const std::string& name) {
    return page.Sum("sockwatch_sockets", {{"netns", name}, {"state", "listen"}});
  };
  WaitFor("its listener is one of the idle", [&](const SeriesSet& page) {
    return listeners(page, "idle") == 1 && listeners(page, netns.Name()) == 0;
  });
  client.Tell("connect c 127.0.0.1:8080 5");
  server.Tell("accept s 127.0.0.1:8080 5");
  WaitFor("its connections are its own",
          [&](const SeriesSet& page) { return Difference(page, netns, kPrograms).empty(); });
  SetSysctlIn(netns, "net.ipv4.tcp_max_tw_buckets=0");  // or TIME_WAIT would last a minute
  server.Tell("close s");
  client.Tell("close c");
  WaitFor("its listener is one of the idle again", [&](const SeriesSet& page) {
    return listeners(page, "idle") == 1 && listeners(page, netns.Name()) == 0;
  });
  CHECK(daemon->Page().Sum("sockwatch_sockets", {{"netns", netns.Name()}}) == 0);
}

// The states are all that can be told; nothing is named and nothing fails.
TEST_CASE_METHOD(Fixture, "Without CAP_SYS_ADMIN states are counted all the same") {
  Scene scene("closed", 2);
  scene.CloseDone();
  const NamedNetns empty(NameOf("nobody"));
  Watch({"setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin", "--"});
  WaitFor("the states as ss says", [&](const SeriesSet& page) {
    return Difference(page, scene.netns, kPrograms, false).empty();
  });
  const SeriesSet page = daemon->Page();
  CHECK(page.Find("sockwatch_feature", {{"feature", "namespaces"}}) == 0);
  CHECK(page.Sum("sockwatch_namespaces", {{"result", "unreachable"}}) == 1);
  CHECK(page.Sum("sockwatch_group_sockets", {{"netns", scene.netns.Name()}}) ==
        page.Sum("sockwatch_sockets", {{"netns", scene.netns.Name()}}));
  CHECK(Errors(page) == "");
}

TEST_CASE_METHOD(Fixture, "Namespaces that come and go under load are races and no errors") {
  Scene stays("stays", 2);
  Watch();
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  for (int i = 0; std::chrono::steady_clock::now() < end; ++i) {
    Scene scene("comes-" + std::to_string(i), 3);
    scene.CloseDone();
    if (i % 3 == 0)
      WaitFor("it is seen", [&](const SeriesSet& page) {
        return page.Sum("sockwatch_sockets", {{"netns", scene.netns.Name()}}) > 0;
      });
    CHECK(Errors(daemon->Page()) == "");
  }
  WaitFor("all others are gone", [](const SeriesSet& page) {
    return page.Sum("sockwatch_namespaces", {{"result", "sampled"}}) == 2;
  });
  const SeriesSet page = daemon->Page();
  CHECK(Errors(page) == "");
  CHECK(page.Sum("sockwatch_dumps_total") ==
        page.Sum("sockwatch_dumps_total", {{"result", "complete"}}));
}

}  // namespace sockwatch::testing
