#include <algorithm>
#include <catch2/catch.hpp>

#include "tool/finding.h"

namespace sockwatch::tool {
namespace {

constexpr double kNow = 10'000;

Json Group(const std::string& verdict, const std::string& cause, const std::string& role) {
  Json causes = {{"unaccepted", 0}, {"unread", 0}, {"held", 0}};
  causes[cause] = 40;
  return {{"netns", "host"},
          {"unit", "orders.service"},
          {"process", "java"},
          {"role", role},
          {"port", "8080"},
          {"verdict", verdict},
          {"close_wait", 40},
          {"older_than", {{"5m", 30}, {"1h", 0}}},
          {"growth_per_hour", 12.0},
          {"oldest_at", kNow - 3700},
          {"leaking_since", verdict == "leak" ? Json(kNow - 3600) : Json()},
          {"causes", causes},
          {"remotes", {{{"remote", "10.0.0.7:8080"}, {"sockets", 40}}}},
          {"fds", {{"open", 412}, {"limit", 1024}, {"close_wait", 40}}},
          {"seconds_left", 7200}};
}

bool Holds(const std::vector<std::string>& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const auto& line) { return line.find(part) != std::string::npos; });
}

TEST_CASE("a leak is told with all of its evidence") {
  const Finding finding = CloseWaitFinding(Group("leak", "held", "client"), kNow);
  CHECK(finding.severity == Severity::kBad);
  CHECK(finding.subject == "java (orders.service), client of port 8080");
  for (const char* part :
       {"leaking for 1h", "40 sockets in CLOSE_WAIT, 30 for more than 5m", "oldest for 1h 1m",
        "grow by 12 an hour", "40 were read to the end", "towards 10.0.0.7:8080 (40)",
        "412 descriptors open of 1024, 40 of them", "run out in 2h"}) {
    INFO(part);
    CHECK(Holds(finding.evidence, part));
  }
}

TEST_CASE("what to do first follows cause and role") {
  const auto [cause, role, part] = GENERATE(table<const char*, const char*, const char*>({
      {"unread", "client", "an idle pool"},
      {"unread", "server", "a worker that should read"},
      {"held", "client", "a response or connection that is not closed"},
      {"held", "server", "a close() missing"},
      {"unaccepted", "server", "the accept loop"},
  }));
  const Finding finding = CloseWaitFinding(Group("leak", cause, role), kNow);
  REQUIRE_FALSE(finding.first.empty());
  CHECK(finding.first.front().find(part) != std::string::npos);
  CHECK(Holds(finding.avoid, "no sysctl"));
}

TEST_CASE("a suspicion is no verdict, and what comes and goes is none") {
  CHECK(CloseWaitFinding(Group("suspect", "held", "client"), kNow).severity == Severity::kLook);
  const Finding good = CloseWaitFinding(Group("none", "held", "client"), kNow);
  CHECK(good.severity == Severity::kGood);
  CHECK(good.first.empty());
  Json old = Group("none", "held", "client");
  old["older_than"]["1h"] = 2;
  CHECK(CloseWaitFinding(old, kNow).severity == Severity::kLook);
}

TEST_CASE("what is not known is not told") {
  Json row = Group("leak", "held", "client");
  for (const char* key : {"growth_per_hour", "oldest_at", "fds", "seconds_left", "remotes"}) {
    row[key] = nullptr;
  }
  const Finding finding = CloseWaitFinding(row, kNow);
  CHECK_FALSE(Holds(finding.evidence, "grow"));
  CHECK_FALSE(Holds(finding.evidence, "descriptors"));
  CHECK_FALSE(Holds(finding.evidence, "towards"));
}

TEST_CASE("the worst comes first, and few of those that are no matter") {
  Documents documents;
  Json rows = Json::array();
  for (int i = 0; i < 5; ++i) rows.push_back(Group("none", "held", "client"));
  rows.push_back(Group("leak", "held", "client"));
  documents.leaks = {{"now", kNow}, {"data", rows}};
  const auto findings = Findings(documents);
  REQUIRE(findings.size() == 4);
  CHECK(findings[0].severity == Severity::kBad);
}

}  // namespace
}  // namespace sockwatch::tool
