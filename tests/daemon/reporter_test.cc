#include "reporter.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <catch2/catch.hpp>
#include <memory>
#include <sstream>

namespace sockwatch {
namespace {

// What is logged during one call.
struct Fixture {
  Fixture() {
    stats.SetFeature(Feature::kAttribution, true);
    auto logger = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
    logger->set_pattern("%l %v");
    spdlog::set_default_logger(logger);
  }
  std::string Look(std::chrono::seconds after, const DumpErrors& dumps = {}) {
    now += after;
    text.str("");
    reporter.Look(now, dumps);
    return text.str();
  }

  std::ostringstream text;
  SelfStats stats;
  Reporter reporter{stats};
  MonoTime now{std::chrono::hours(1)};
};

TEST_CASE_METHOD(Fixture, "Nothing wrong, nothing said") {
  CHECK(Look(std::chrono::seconds(1)).empty());
}

TEST_CASE_METHOD(Fixture, "An error is told at once, with how often and why a dump failed") {
  stats.CountError(ErrorReason::kDumpKernelError);
  const std::string line = Look(std::chrono::seconds(1), {.tcp = "host: No such file"});
  CHECK(line == "warning 1 new errors: source=dump reason=kernel_error: host: No such file\n");
}

TEST_CASE_METHOD(Fixture, "Why UDP or UNIX sockets could not be counted is told with that error") {
  stats.CountError(ErrorReason::kUnixDiagFailed);
  const DumpErrors dumps = {.tcp = "nothing to do with it", .others = "try modprobe unix_diag"};
  CHECK(Look(std::chrono::seconds(1), dumps) ==
        "warning 1 new errors: source=unix_diag reason=dump_failed: try modprobe unix_diag\n");
}

TEST_CASE_METHOD(Fixture, "What goes on is told once a minute") {
  stats.CountError(ErrorReason::kProcRead);
  CHECK_FALSE(Look(std::chrono::seconds(1)).empty());
  stats.CountError(ErrorReason::kProcRead);
  stats.CountError(ErrorReason::kProcRead);
  CHECK(Look(std::chrono::seconds(30)).empty());
  CHECK(Look(std::chrono::seconds(30)) == "warning 2 new errors: source=proc reason=read_failed\n");
}

TEST_CASE_METHOD(Fixture, "Missing permissions are not told again and again") {
  stats.CountError(ErrorReason::kProcPermission);
  CHECK(Look(std::chrono::seconds(1)).empty());
}

TEST_CASE_METHOD(Fixture, "Attribution given up is told once") {
  stats.SetFeature(Feature::kAttribution, false);
  CHECK(Look(std::chrono::seconds(1)).find("attribution is off") != std::string::npos);
  CHECK(Look(std::chrono::seconds(1)).empty());
}

}  // namespace
}  // namespace sockwatch
