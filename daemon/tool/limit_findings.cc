// What is near a limit: accept queues, ephemeral ports; and TIME_WAIT, which hardly ever is.
#include <cmath>

#include "tool/columns.h"
#include "tool/finding.h"
#include "tool/subject.h"
#include "tool/text.h"

namespace sockwatch::tool {
namespace {

constexpr double kQueueLook = 0.5;  // of the limit
constexpr double kPortsLook = 0.6;  // of the range, towards one destination
constexpr double kPortsBad = 0.85;
constexpr double kManyTimeWait = 1000;

}  // namespace

void AppendAcceptQueues(const Json& listeners, std::vector<Finding>& findings) {
  for (const Json& row : RowsOf(listeners)) {
    const double length = NumberAt(row, "accept_queue");
    const double limit = NumberAt(row, "accept_queue_limit");
    if (length == 0 || limit == 0 || length / limit < kQueueLook) continue;
    Finding finding{.severity = length >= limit ? Severity::kBad : Severity::kLook};
    finding.subject = ValueText(At(row, "process")) + ", listener on " +
                      Endpoint(At(row, "address"), At(row, "port"));
    finding.verdict = length >= limit
                          ? "It does not accept: the queue is full and connections are dropped."
                          : "It accepts too slowly: the queue is filling.";
    finding.evidence = {NumberText(length) + " connections wait, " + NumberText(limit) +
                        " may wait"};
    finding.first = {"see what the program does instead: a thread dump, and its threads' states",
                     "look whether its workers are all busy, or it is out of descriptors",
                     "only for bursts: a larger backlog in the program, and net.core.somaxconn; "
                     "both need a restart"};
    finding.avoid = {"tcp_abort_on_overflow=1 turns waiting into resets"};
    findings.push_back(std::move(finding));
  }
}

void AppendPorts(const Json& ports, std::vector<Finding>& findings) {
  for (const Json& row : RowsOf(ports)) {
    const double ratio = NumberAt(row, "used_ratio");
    if (ratio < kPortsLook) continue;
    const bool waiting = NumberAt(row, "time_wait") > NumberAt(row, "held");
    Finding finding{.severity = ratio >= kPortsBad ? Severity::kBad : Severity::kLook};
    finding.subject = ValueText(At(row, "source")) + " to " + ValueText(At(row, "destination"));
    finding.verdict = "Ephemeral ports towards one destination run out; then connect() fails.";
    finding.evidence = {NumberText(NumberAt(row, "held")) + " held, " +
                        NumberText(NumberAt(row, "time_wait")) + " in TIME_WAIT, of " +
                        NumberText(NumberAt(row, "limit"))};
    finding.first = {waiting ? "keep connections and use them again: keep-alive, one client for "
                               "the whole process"
                             : "give the pool a limit, or find the leak: sockwatch leaks",
                     "more addresses, or a wider ip_local_port_range",
                     "net.ipv4.tcp_tw_reuse=1 for what this host opens; it needs timestamps"};
    finding.avoid = {"tcp_fin_timeout does not shorten TIME_WAIT",
                     "tcp_timestamps=0 takes tcp_tw_reuse away", "SO_LINGER with 0 loses data"};
    findings.push_back(std::move(finding));
  }
}

void AppendTimeWait(const Json& groups, std::vector<Finding>& findings) {
  for (const Json& row : RowsOf(groups)) {
    const double sockets = NumberAt(row, "states.time_wait");
    if (sockets < kManyTimeWait) continue;
    Finding finding{.subject = SubjectOf(row)};
    finding.verdict = "TIME_WAIT is no fault: it is what closing first leaves for 60 s.";
    finding.evidence = {NumberText(sockets) + " in TIME_WAIT: about " +
                        NumberText(std::ceil(sockets / 60)) + " connections closed a second"};
    finding.first = {"if they are many towards one destination: sockwatch ports"};
    finding.avoid = {"anything that shortens TIME_WAIT; it holds no descriptor and no process"};
    findings.push_back(std::move(finding));
  }
}

}  // namespace sockwatch::tool
