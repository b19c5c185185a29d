#include "log_line.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace sockwatch {
namespace {

const WallTime kTime{std::chrono::milliseconds(1'700'000'000'123)};

TEST_CASE("A logfmt line has time, level and a quoted message") {
  CHECK(LogLine(LogFormat::kLogfmt, kTime, "info", R"(a "b" c)") ==
        "time=2023-11-14T22:13:20.123Z level=info msg=\"a \\\"b\\\" c\"\n");
}

TEST_CASE("A JSON line is an object that says the same") {
  const auto parsed = nlohmann::json::parse(LogLine(LogFormat::kJson, kTime, "warn", "a\nb"));
  CHECK(parsed["time"] == "2023-11-14T22:13:20.123Z");
  CHECK(parsed["level"] == "warn");
  CHECK(parsed["msg"] == "a\nb");
}

TEST_CASE("Whatever the message holds, it is one line of valid UTF-8") {
  for (const LogFormat format : {LogFormat::kLogfmt, LogFormat::kJson}) {
    const std::string line = LogLine(format, kTime, "info", "x\r\n\x01\xff y");
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(line.find('\xff') == std::string::npos);
  }
}

}  // namespace
}  // namespace sockwatch
