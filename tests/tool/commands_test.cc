#include "tool/commands.h"

#include <catch2/catch.hpp>

#include "tool/fake_source.h"

namespace sockwatch::tool {
namespace {

using Catch::Matchers::Contains;

Json States(int close_wait) {
  return {{"total", {{"established", 7}, {"close_wait", close_wait}}},
          {"families", {{"ipv4", {{"established", 7}}}, {"ipv6", {{"close_wait", close_wait}}}}},
          {"approximate", false}};
}

Settings Of(const std::string& command) {
  Settings settings;
  settings.command = command;
  return settings;
}

TEST_CASE("states are one line each, in the kernel's order, with both families") {
  FakeSource source;
  source.Answer("states", States(3));
  const Printed printed = RunWith(source, Of("states"), RunCommand);
  CHECK(printed.code == kOk);
  CHECK_THAT(printed.out, Contains("STATE        IPV4  IPV6  TOTAL\nestablished     7"));
  CHECK_THAT(printed.out, Contains("close_wait            3      3"));
  CHECK(printed.err.empty());
}

TEST_CASE("only the states asked for are shown") {
  FakeSource source;
  source.Answer("states", States(3));
  Settings settings = Of("states");
  settings.filters.state = {"close_wait"};
  settings.format = Format::kCsv;
  CHECK(RunWith(source, settings, RunCommand).out ==
        "state,ipv4,ipv6,total\r\nclose_wait,,3,3\r\n");
  CHECK(source.asked == std::vector<std::string>{"states?state=close_wait"});
}

TEST_CASE("numbers that are approximate are called so") {
  FakeSource source;
  Json states = States(3);
  states["approximate"] = true;
  states["families"] = nullptr;
  source.Answer("states", states);
  const Printed printed = RunWith(source, Of("states"), RunCommand);
  CHECK_THAT(printed.err, Contains("approximate"));
  CHECK_THAT(printed.out, !Contains("IPV4"));
}

TEST_CASE("JSON is the document, whatever its strings hold") {
  FakeSource source;
  source.Answer("sockets", Json::array({{{"process", "a\xff"}}}));
  Settings settings = Of("list");
  settings.format = Format::kJson;
  const Printed printed = RunWith(source, settings, RunCommand);
  CHECK(Json::parse(printed.out)["data"].size() == 1);
}

TEST_CASE("a count is a number and nothing else") {
  FakeSource source;
  source.Answer("sockets", Json::array({Json::object(), Json::object()}));
  Settings settings = Of("list");
  settings.count = true;
  CHECK(RunWith(source, settings, RunCommand).out == "2\n");
}

TEST_CASE("rows that were cut off and old numbers are remarked") {
  FakeSource source;
  source.Answer("sockets", Json::array({Json::object()}));
  source.answers["sockets"]["truncated"] = true;
  source.answers["sockets"]["total"] = 5000;
  source.answers["sockets"]["stale"] = true;
  const Printed printed = RunWith(source, Of("list"), RunCommand);
  CHECK_THAT(printed.err, Contains("1 of 5000 rows are shown"));
  CHECK_THAT(printed.err, Contains("numbers are old"));
}

TEST_CASE("owners that cannot be seen are counted, with the privilege that would show them") {
  FakeSource source;
  source.Answer("sockets", Json::array({{{"process", "unattributed"}, {"reason", "permission"}},
                                        {{"process", "sshd"}, {"reason", nullptr}}}));
  const Printed printed = RunWith(source, Of("list"), RunCommand);
  CHECK_THAT(printed.err, Contains("1 rows are without an owner"));
  CHECK_THAT(printed.err, Contains("CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH"));
}

TEST_CASE("peers are twenty unless another limit is given") {
  FakeSource source;
  source.Answer("peers", Json::array());
  Settings settings = Of("peers");
  RunWith(source, settings, RunCommand);
  settings.limit_given = true;
  settings.filters.limit = 50;
  RunWith(source, settings, RunCommand);
  CHECK(source.asked == std::vector<std::string>{"peers?limit=20", "peers?limit=50"});
}

TEST_CASE("a source that fails is exit code 1 and a sentence") {
  FakeSource source;
  for (const char* command :
       {"states", "list", "peers", "listen", "ports", "leaks", "explain", "sysctl"}) {
    const Printed printed = RunWith(source, Of(command), RunCommand);
    CHECK(printed.code == kFailed);
    CHECK_THAT(printed.err, Contains("sockwatch: no "));
    CHECK(printed.out.empty());
  }
}

Printed CheckOf(FakeSource& source, const std::string& what, double warning, double critical) {
  Settings settings = Of("check");
  settings.what = what;
  settings.warning = warning;
  settings.critical = critical;
  return RunWith(source, settings, RunCommand);
}

TEST_CASE("check is OK, WARNING or CRITICAL from its thresholds on, in one line with the data") {
  FakeSource source;
  source.Answer("states", States(3));
  const Printed ok = CheckOf(source, "close_wait", 4, 5);
  CHECK(ok.code == 0);
  CHECK(ok.out == "SOCKWATCH OK - 3 CLOSE_WAIT sockets | close_wait=3;4;5;0\n");
  CHECK(CheckOf(source, "close_wait", 3, 5).code == 1);
  CHECK(CheckOf(source, "close_wait", 1, 3).code == 2);
}

TEST_CASE("check without an answer is UNKNOWN") {
  FakeSource source;
  const Printed printed = CheckOf(source, "close_wait", 1, 2);
  CHECK(printed.code == 3);
  CHECK(printed.out == "SOCKWATCH UNKNOWN - no states\n");
}

TEST_CASE("check counts leaks, and finds what is nearest its limit") {
  FakeSource source;
  source.Answer(
      "leaks", {{{"verdict", "leak"}, {"process", "java"}, {"fds", {{"open", 50}, {"limit", 100}}}},
                {{"verdict", "suspect"}, {"process", "nginx"}, {"fds", nullptr}}});
  source.Answer("ports",
                {{{"source", "10.0.0.1"}, {"destination", "10.0.0.2:80"}, {"used_ratio", 0.25}}});
  source.Answer("listeners",
                {{{"process", "a"}, {"port", 80}, {"accept_queue", 3}, {"accept_queue_limit", 4}},
                 {{"process", "b"}, {"port", 81}, {"accept_queue", 0}, {"accept_queue_limit", 4}}});
  CHECK_THAT(CheckOf(source, "leaks", 1, 2).out, Contains("WARNING - 1 leaks, first java"));
  CHECK_THAT(CheckOf(source, "fds", 60, 90).out, Contains("OK - 50% of the descriptors of java"));
  CHECK_THAT(CheckOf(source, "ports", 60, 90).out, Contains("OK - 25% of the ephemeral ports"));
  CHECK_THAT(CheckOf(source, "accept", 60, 90).out,
             Contains("WARNING - 75% of the accept queue of a on port 80"));
}

TEST_CASE("top without a terminal says what to use instead") {
  FakeSource source;
  const Printed printed = RunWith(source, Of("top"), RunCommand);
  CHECK(printed.code == kFailed);
  CHECK_THAT(printed.err, Contains("--watch"));
}

TEST_CASE("explain says in words what the documents say in numbers") {
  FakeSource source;
  source.Answer("groups", Json::array());
  source.Answer("listeners", Json::array());
  source.Answer("ports", Json::array());
  source.Answer("leaks", Json::array());
  CHECK_THAT(RunWith(source, Of("explain"), RunCommand).out, Contains("Nothing is wrong."));
  Settings settings = Of("explain");
  settings.target = "8080";
  source.asked.clear();
  RunWith(source, settings, RunCommand);
  CHECK(source.asked[0] == "leaks?port=8080");
  settings.target = "java";
  RunWith(source, settings, RunCommand);
  CHECK(source.asked[4] == "leaks?process=java");
}

TEST_CASE("sysctls are paragraphs for people") {
  FakeSource source;
  source.Answer("sysctl", {{{"name", "net.core.somaxconn"},
                            {"value", 4096.0},
                            {"what", "the longest queue"},
                            {"advice", "Restart."}}});
  CHECK(RunWith(source, Of("sysctl"), RunCommand).out ==
        "net.core.somaxconn = 4096\n    the longest queue\n    Restart.\n");
}

}  // namespace
}  // namespace sockwatch::tool
