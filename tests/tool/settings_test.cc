#include "tool/settings.h"

#include <catch2/catch.hpp>

namespace sockwatch::tool {
namespace {

using Catch::Matchers::Contains;

std::variant<Settings, ExitNow> Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "sockwatch");
  return ParseSettings(static_cast<int>(arguments.size()), arguments.data());
}

Settings Parsed(const std::vector<const char*>& arguments) {
  const auto parsed = Parse(arguments);
  if (const auto* exit = std::get_if<ExitNow>(&parsed)) FAIL(exit->err);
  return std::get<Settings>(parsed);
}

ExitNow Refused(const std::vector<const char*>& arguments) {
  const auto parsed = Parse(arguments);
  REQUIRE(std::holds_alternative<ExitNow>(parsed));
  return std::get<ExitNow>(parsed);
}

TEST_CASE("a command alone has the defaults") {
  const Settings settings = Parsed({"list"});
  CHECK(settings.command == "list");
  CHECK(settings.filters == Filters());
  CHECK(settings.ask == Ask::kAuto);
  CHECK(settings.url == "http://127.0.0.1:10106");
  CHECK(settings.format == Format::kTable);
  CHECK_FALSE(settings.watch);
  CHECK_FALSE(settings.limit_given);
}

TEST_CASE("filters may be given several times, in any spelling of a state") {
  const Settings settings =
      Parsed({"list", "--state", "CLOSE-WAIT", "--state=ESTAB", "--port", "80", "--port", "443"});
  CHECK(settings.filters.state == std::vector<std::string>{"close_wait", "established"});
  CHECK(settings.filters.port == std::vector<std::string>{"80", "443"});
}

TEST_CASE("seconds are numbers or durations") {
  CHECK(Parsed({"states", "--watch", "2.5"}).watch == std::chrono::milliseconds(2500));
  CHECK(Parsed({"states", "--watch", "500ms"}).watch == std::chrono::milliseconds(500));
  CHECK(Parsed({"stats", "--interval", "1m"}).interval == std::chrono::minutes(1));
  CHECK(Refused({"states", "--watch", "0"}).code == kUsageError);
}

TEST_CASE("a wrong value is refused with what is right, and exit code 2") {
  struct Wrong {
    std::vector<const char*> arguments;
    const char* text;
  };
  const std::vector<Wrong> wrongs = {
      {{"list", "--state", "open"}, "'open' is not a TCP state"},
      {{"list", "--port", "65536"}, "'65536' is not a port"},
      {{"list", "--remote", "10.0.0.0/33"}, "'10.0.0.0/33' is not an address"},
      {{"list", "--older-than", "soon"}, "'soon' is not a duration"},
      {{"list", "--source", "both"}, "'both' is not one of auto, daemon, kernel"},
      {{"list", "--role", "peer"}, "'peer' is not one of server, client"},
      {{"list", "--json", "--csv"}, "--json"},
      {{"list", "--limit", "0"}, "--limit"},
      {{"list", "--no-such"}, "--no-such"},
      {{"lists"}, "lists"},
      {{}, "subcommand"},
  };
  for (const Wrong& wrong : wrongs) {
    const ExitNow exit = Refused(wrong.arguments);
    CHECK(exit.code == kUsageError);
    CHECK(exit.out.empty());
    CHECK_THAT(exit.err, Contains(wrong.text));
  }
}

TEST_CASE("what is wrong with a check is UNKNOWN to Nagios, never CRITICAL") {
  CHECK(Refused({"check"}).code == 3);
  CHECK(Refused({"check", "--warning", "x", "--critical", "2"}).code == 3);
  const ExitNow exit = Refused({"check", "--warning", "3", "--critical", "2"});
  CHECK(exit.code == 3);
  CHECK_THAT(exit.err, Contains("above --critical"));
}

TEST_CASE("help is asked for, so it goes to standard output with code 0") {
  for (const std::vector<const char*>& arguments :
       {std::vector<const char*>{"--help"}, {"list", "--help"}, {"--version"}}) {
    const ExitNow exit = Refused(arguments);
    CHECK(exit.code == kOk);
    CHECK(exit.err.empty());
    CHECK_FALSE(exit.out.empty());
  }
  CHECK_THAT(Refused({"list", "--help"}).out, Contains("sockwatch list --state close_wait"));
}

TEST_CASE("explain takes a process or a port") {
  CHECK(Parsed({"explain", "java"}).target == "java");
  CHECK(Parsed({"explain"}).target.empty());
}

}  // namespace
}  // namespace sockwatch::tool
