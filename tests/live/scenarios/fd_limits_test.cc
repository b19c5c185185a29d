// Descriptors: of two processes of one name, that one is shown which is nearest its limit.
#include <catch2/catch.hpp>

#include "live/scenarios/scenario.h"

namespace sockwatch::testing {
namespace {

constexpr Program kSmall{"worker", "server", 8080};
constexpr Program kLarge{"worker", "server", 8081};
constexpr Program kSmallClient{"client", "client", 8080};
constexpr Program kLargeClient{"client", "client", 8081};

struct Fixture {
  Fixture() {
    small.Tell("limit 64");
    large.Tell("limit 20000");
    small.Tell("listen 127.0.0.1:8080 100");
    large.Tell("listen 127.0.0.1:8081 100");
    scenario.Watch();
    client.Tell("connect small 127.0.0.1:8080 3");
    client.Tell("connect large 127.0.0.1:8081 5");
    small.Tell("accept held 127.0.0.1:8080 3");
    large.Tell("accept held 127.0.0.1:8081 5");
    scenario.Rest();
    client.Tell("close small");
    client.Tell("close large");
    scenario.Rest();
  }

  // So that it has that many in all.
  static void OpenUpTo(Puppet& worker, double all) {
    worker.Tell("open " + std::to_string(static_cast<int>(all - worker.OpenFds())));
  }

  Scenario scenario{"fd_limits", {kSmall, kLarge, kSmallClient, kLargeClient}};
  Puppet small{"worker"};
  Puppet large{"worker"};
  Puppet client{"client"};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "The process nearest its limit is shown", "[fd_limits]") {
  scenario.Expect("processes", {{"process", "worker"}}, 2);
  OpenUpTo(small, 40);
  OpenUpTo(large, 15'000);
  scenario.ExpectFds(kLarge, large, {15'000, 20'000, 5});  // 75 %, the other one 62.5 %
  OpenUpTo(small, 60);
  scenario.ExpectFds(kSmall, small, {60, 64, 3});  // 94 %
  OpenUpTo(large, 20'000);
  scenario.ExpectFds(kLarge, large, {20'000, 20'000, 5});
  small.Tell("close held");
  large.Tell("close held");
  scenario.Rest();
  scenario.ExpectFds(kLarge, large, {19'995, 20'000, 0});
}

}  // namespace sockwatch::testing
