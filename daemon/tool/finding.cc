#include "tool/finding.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "tool/columns.h"
#include "tool/subject.h"

namespace sockwatch::tool {
namespace {

constexpr std::size_t kGoodShown = 3;  // groups whose CLOSE_WAIT is no matter

std::string_view SeverityName(Severity severity) {
  if (severity == Severity::kBad) return "bad";
  return severity == Severity::kLook ? "look" : "good";
}

// What stands for "nothing wrong": how many sockets there are, in the states people ask about.
Finding NothingWrong(const Documents& documents) {
  double sockets = 0;
  double close_wait = 0;
  double time_wait = 0;
  for (const Json& row : RowsOf(documents.groups)) {
    sockets += NumberAt(row, "sockets");
    close_wait += NumberAt(row, "states.close_wait");
    time_wait += NumberAt(row, "states.time_wait");
  }
  Finding finding{.subject = "TCP", .verdict = "Nothing is wrong."};
  finding.evidence.push_back(Counted(sockets, "socket") + ", " + Counted(close_wait, "") +
                             "in CLOSE_WAIT, " + Counted(time_wait, "") + "in TIME_WAIT");
  return finding;
}

}  // namespace

std::vector<Finding> Findings(const Documents& documents) {
  std::vector<Finding> findings;
  const double now = NumberAt(documents.leaks, "now");
  std::size_t good = 0;
  for (const Json& row : RowsOf(documents.leaks)) {
    Finding finding = CloseWaitFinding(row, now);
    if (finding.severity == Severity::kGood && ++good > kGoodShown) continue;
    findings.push_back(std::move(finding));
  }
  AppendAcceptQueues(documents.listeners, findings);
  AppendPorts(documents.ports, findings);
  AppendTimeWait(documents.groups, findings);
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return static_cast<int>(a.severity) > static_cast<int>(b.severity);
  });
  const bool bad = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity != Severity::kGood;
  });
  if (!bad) findings.insert(findings.begin(), NothingWrong(documents));
  return findings;
}

Json FindingJson(const Finding& finding) {
  return {{"severity", SeverityName(finding.severity)},
          {"subject", finding.subject},
          {"verdict", finding.verdict},
          {"evidence", finding.evidence},
          {"first", finding.first},
          {"avoid", finding.avoid}};
}

}  // namespace sockwatch::tool
