// What CLOSE_WAIT of a group means and what helps. The advice is that of dashboards/runbook.md, in
// short.
#include <array>
#include <string_view>

#include "tool/columns.h"
#include "tool/finding.h"
#include "tool/subject.h"
#include "tool/text.h"

namespace sockwatch::tool {
namespace {

constexpr double kManyOld = 1;  // sockets older than an hour that are worth a look

struct CauseText {
  std::string_view cause;
  std::string_view seen;
  std::string_view client;
  std::string_view server;
};
constexpr std::array<CauseText, 3> kCauses = {{
    {"unaccepted", "were never accepted: they wait in the accept queue",
     "look at the accept loop: a thread dump shows where it is stuck",
     "look at the accept loop: a thread dump shows where it is stuck"},
    {"unread", "have an end of file that nobody has read",
     "an idle pool keeps what its server closed: let it evict idle connections earlier than the "
     "server does (keepAliveTimeout), or a worker that reads them hangs: take a thread dump",
     "a worker that should read them hangs or is busy: a thread dump shows it"},
    {"held", "were read to the end and never closed",
     "look for a response or connection that is not closed, on error paths above all",
     "look for a close() missing after read() returned 0, on error paths above all"},
}};

// Of the causes the one with most sockets; null where none has any.
const CauseText* MainCause(const Json& row) {
  const CauseText* main = nullptr;
  double most = 0;
  for (const CauseText& text : kCauses) {
    const double sockets = NumberAt(row, "causes." + std::string(text.cause));
    if (sockets <= most) continue;
    most = sockets;
    main = &text;
  }
  return main;
}

void AppendNumbers(const Json& row, double now, Finding& finding) {
  std::string line = Counted(NumberAt(row, "close_wait"), "socket") + " in CLOSE_WAIT";
  for (const auto& [age, count] : At(row, "older_than").items()) {
    if (count.is_number() && count > 0) line += ", " + ValueText(count) + " for more than " + age;
  }
  const double oldest = NumberAt(row, "oldest_at");
  if (oldest > 0) line += "; the oldest for " + AgeText(now - oldest);
  finding.evidence.push_back(line);
  if (const double growth = NumberAt(row, "growth_per_hour"); growth > 0) {
    finding.evidence.push_back("they grow by " + NumberText(growth) + " an hour");
  }
  for (const CauseText& text : kCauses) {
    const double sockets = NumberAt(row, "causes." + std::string(text.cause));
    if (sockets == 0) continue;
    finding.evidence.push_back(NumberText(sockets) + " " + std::string(text.seen));
  }
}

void AppendRemotes(const Json& row, Finding& finding) {
  std::string line;
  for (const Json& remote : At(row, "remotes")) {
    line += (line.empty() ? "towards " : ", ") + ValueText(At(remote, "remote")) + " (" +
            ValueText(At(remote, "sockets")) + ")";
  }
  if (!line.empty()) finding.evidence.push_back(line);
}

void AppendDescriptors(const Json& row, Finding& finding) {
  const Json& fds = At(row, "fds");
  if (!fds.is_object()) return;
  const std::string limit = ValueText(At(fds, "limit"));
  finding.evidence.push_back(ValueText(At(fds, "open")) + " descriptors open" +
                             (limit.empty() ? std::string(", without a limit") : " of " + limit) +
                             ", " + ValueText(At(fds, "close_wait")) + " of them in CLOSE_WAIT");
  if (const Json& left = At(row, "seconds_left"); left.is_number()) {
    finding.evidence.push_back("at this pace they run out in " + AgeText(left.get<double>()));
  }
}

void Advise(const Json& row, Finding& finding) {
  const bool server = At(row, "role") == "server";
  if (const CauseText* const cause = MainCause(row)) {
    finding.first.emplace_back(server ? cause->server : cause->client);
  }
  const std::string process = ValueText(At(row, "process"));
  finding.first.push_back(
      "take the evidence before a restart: sockwatch list --state close_wait "
      "--process " +
      process + ", and a thread dump");
  finding.first.emplace_back("a restart frees all of them, and the leak begins again");
  finding.avoid = {"no sysctl ends a CLOSE_WAIT: neither tcp_fin_timeout nor tcp_keepalive_time",
                   "ss -K takes the connection away and leaves the descriptor",
                   "a higher limit of open files only buys time"};
}

}  // namespace

Finding CloseWaitFinding(const Json& row, double now) {
  Finding finding{.subject = SubjectOf(row)};
  const bool leak = At(row, "verdict") == "leak";
  const bool old = NumberAt(row, "older_than.1h") >= kManyOld;
  const bool suspect = At(row, "verdict") == "suspect" || old;
  if (leak) {
    finding.severity = Severity::kBad;
    finding.verdict = "It leaks: the other side has closed, and this program never does.";
  } else if (suspect) {
    finding.severity = Severity::kLook;
    finding.verdict = old ? "Connections that the other side closed are kept for an hour and more."
                          : "It may leak: connections that the other side closed are kept.";
  } else {
    finding.verdict = "It closes late, but it closes: CLOSE_WAIT comes and goes.";
  }
  if (leak) {
    if (const double since = NumberAt(row, "leaking_since"); since > 0) {
      finding.evidence.push_back("leaking for " + AgeText(now - since));
    }
  }
  AppendNumbers(row, now, finding);
  AppendRemotes(row, finding);
  AppendDescriptors(row, finding);
  if (leak || suspect) Advise(row, finding);
  return finding;
}

}  // namespace sockwatch::tool
