#include "pipeline.h"

#include <catch2/catch.hpp>
#include <thread>

#include "support/http_client.h"

namespace sockwatch {
namespace {

using testing::HttpAnswer;
using testing::RawConnection;

Options AnyPort() {
  Options options;
  options.listen_addresses = {"127.0.0.1:0"};
  return options;
}

Config Fast() {
  Config config;
  config.poll.interval = std::chrono::milliseconds(100);
  return config;
}

HttpAnswer Get(const Pipeline& pipeline, const std::string& path) {
  RawConnection connection(pipeline.BoundAddresses().at(0));
  connection.Send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  return connection.ReadAnswer().value_or(HttpAnswer{});
}

struct Fixture {
  Fixture() {
    auto started = Pipeline::Start(AnyPort(), Fast(), {"1", "2", "3"}, stats);
    REQUIRE(started);
    pipeline = std::move(started.Value());
  }
  void WaitUntilReady() {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!pipeline->Ready() && std::chrono::steady_clock::now() < limit) {
      std::this_thread::yield();
    }
    REQUIRE(pipeline->Ready());
  }

  std::shared_ptr<SelfStats> stats = std::make_shared<SelfStats>();
  std::unique_ptr<Pipeline> pipeline;
};

// All threads at once, on the running kernel: ThreadSanitizer watches this one.
TEST_CASE_METHOD(Fixture, "The pages are served while ticks go on and settings change") {
  WaitUntilReady();
  const double before = stats->dump_duration.Sum();
  Config config = Fast();
  for (std::uint32_t groups = 10; stats->dump_duration.Cumulative().back() < 10; ++groups) {
    config.limits.groups = 10 + groups % 20;
    NamingRule rule;
    rule.comm = "x" + std::to_string(groups);
    rule.name = "y";
    config.attribution.process_names = {rule};
    pipeline->Apply(config);
    const HttpAnswer page = Get(*pipeline, "/metrics");
    REQUIRE(page.status == 200);
    REQUIRE(page.body.find("sockwatch_sockets{netns=\"host\"") != std::string::npos);
  }
  CHECK(stats->dump_duration.Sum() > before);
  CHECK(pipeline->Alive());
}

TEST_CASE_METHOD(Fixture, "It is healthy at once, and ready after the first complete dump") {
  CHECK(Get(*pipeline, "/-/healthy").status == 200);
  WaitUntilReady();
  CHECK(Get(*pipeline, "/-/ready").status == 200);
  CHECK(Get(*pipeline, "/").status == 200);
  CHECK(Get(*pipeline, "/nothing").status == 404);
}

TEST_CASE_METHOD(Fixture, "An address in use is named, and nothing is left running") {
  Options options = AnyPort();
  options.listen_addresses = pipeline->BoundAddresses();
  const auto second = Pipeline::Start(options, Fast(), {}, stats);
  REQUIRE_FALSE(second);
  CHECK(second.Failure().text.find(options.listen_addresses.at(0)) != std::string::npos);
}

TEST_CASE("Without a readable /proc it samples all the same, and serves its page") {
  Options options = AnyPort();
  options.procfs = "/nonexistent";
  const auto stats = std::make_shared<SelfStats>();
  auto pipeline = Pipeline::Start(options, Fast(), {}, stats);
  REQUIRE(pipeline);
  CHECK(Get(*pipeline.Value(), "/metrics").status == 200);
}

}  // namespace
}  // namespace sockwatch
