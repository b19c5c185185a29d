#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "api/answer.h"
#include "api/parts.h"
#include "api/rows.h"

namespace sockwatch::api {
namespace {

// Sources: tcp(7), ip(7), listen(2), Documentation/networking/ip-sysctl.rst; TCP_TIMEWAIT_LEN in
// include/net/tcp.h; net/ipv4/tcp_timer.c (tcp_keepalive_timer) for what keepalive ends;
// net/ipv4/tcp_ipv4.c (tcp_twsk_unique) for what reuse needs; commit 4396e46187ca (4.12) took
// tcp_tw_recycle out.
struct Entry {
  std::string_view name;
  std::string_view what;
  std::string_view advice;
  // Said first where it holds for the value.
  bool (*odd)(double value) = [](double) { return false; };
  std::string_view odd_advice{};
};

constexpr std::array<Entry, 14> kEntries = {{
    {"net.ipv4.tcp_keepalive_time", "seconds a connection is idle before the first keepalive probe",
     "Holds only for sockets with SO_KEEPALIVE. It finds peers that are gone. It does not end a "
     "CLOSE_WAIT whose peer still answers the probes: the program has to close it."},
    {"net.ipv4.tcp_keepalive_intvl", "seconds between two keepalive probes",
     "With tcp_keepalive_probes it says how long a peer that is gone stays unnoticed after "
     "tcp_keepalive_time."},
    {"net.ipv4.tcp_keepalive_probes", "unanswered probes after which a connection is given up",
     "Only a peer that does not answer is given up. One that has closed its end and is still there "
     "answers, so CLOSE_WAIT stays."},
    {"net.ipv4.tcp_fin_timeout", "seconds a connection stays in FIN_WAIT2 once no program holds it",
     "It does not shorten TIME_WAIT, which always takes 60 seconds, and has no bearing on "
     "CLOSE_WAIT."},
    {"net.ipv4.tcp_tw_reuse",
     "whether connect() may reuse a port in TIME_WAIT: 0 no, 1 yes, 2 on loopback only",
     "It helps clients that use up their ports towards one destination, and needs tcp_timestamps "
     "on both sides. It does nothing for servers. tcp_tw_recycle was something else, broke clients "
     "behind NAT, and is gone since Linux 4.12."},
    {"net.ipv4.tcp_max_tw_buckets", "TIME_WAIT sockets that there may be at once",
     "Beyond it sockets skip TIME_WAIT (TCPTimeWaitOverflow), and late segments may reach a new "
     "connection. Do not lower it to make TIME_WAIT go: they cost little. Raise it if it is hit."},
    {"net.ipv4.tcp_max_orphans",
     "connections that no program holds any more, beyond which new ones are reset",
     "It counts FIN_WAIT1, LAST_ACK and CLOSING that were closed already. CLOSE_WAIT is held by "
     "its "
     "program, and is no orphan."},
    {"net.ipv4.tcp_max_syn_backlog", "half-open connections of one listener",
     "With tcp_syncookies on, more than that are still accepted. The accept queue is another one: "
     "see net.core.somaxconn."},
    {"net.ipv4.tcp_syncookies",
     "whether SYN cookies answer once the SYN queue is full: 0 no, 1 yes, 2 always",
     "1 is right. Cookies that are sent (SyncookiesSent) say that the queue was full: a flood, or "
     "a "
     "backlog that is too short.",
     [](double value) { return value == 0; }, "Off: a flood of SYNs shuts out everybody else."},
    {"net.ipv4.tcp_abort_on_overflow",
     "1: a full accept queue answers with a reset instead of waiting for the client's next try",
     "0 is right: a burst is then over before the client has noticed. It does not make a slow "
     "program accept faster.",
     [](double value) { return value != 0; },
     "On: clients see connection resets whenever the accept queue is full."},
    {"net.ipv4.tcp_timestamps",
     "whether segments carry timestamps: 0 no, 1 with an offset, 2 plain",
     "Keep it on: without it tcp_tw_reuse does nothing, and sequence numbers are protected less.",
     [](double value) { return value == 0; },
     "Off: tcp_tw_reuse does nothing, so ports in TIME_WAIT are not reused."},
    {"net.core.somaxconn", "the longest accept queue that listen() may ask for",
     "The smaller of it and what the program asks for is the limit, taken when listen() is called: "
     "restart the program after a change. A queue that stays full wants a faster program.",
     [](double value) { return value < 1024; },
     "Low: bursts of new connections overflow the accept queue (ListenOverflows)."},
    {"net.ipv4.ip_local_port_range.min", "the first port that connections may get without asking",
     "One address can have as many connections towards one destination address and port as there "
     "are ports in the range. Keep ports that servers listen on out of it, or reserve them "
     "(ip_local_reserved_ports)."},
    {"net.ipv4.ip_local_port_range.max", "the last port that connections may get without asking",
     "A wider range or another source address gives room at once. What keeps ports busy, new "
     "connections instead of kept ones, is the cause."},
}};

const Entry& EntryOf(std::string_view name) {
  static constexpr Entry kUnknown{};
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return entry;
  }
  return kUnknown;
}

std::string AdviceOf(const Entry& entry, double value) {
  std::string advice;
  if (entry.odd(value)) advice.append(entry.odd_advice).append(" ");
  return advice.append(entry.advice);
}

struct Value {
  const NetnsRow* netns = nullptr;
  SysctlValue sysctl{};
};

Json RowJson(const Value& value) {
  const Entry& entry = EntryOf(value.sysctl.name);
  return {{"netns", Text(value.netns->netns)},
          {"name", value.sysctl.name},
          {"value", value.sysctl.value},
          {"what", entry.what},
          {"advice", AdviceOf(entry, value.sysctl.value)}};
}

}  // namespace

Data SysctlData(const View& view, const Query& query) {
  std::vector<Value> values;
  for (const NetnsRow& row : view.snapshot.netns) {
    if (!query.filter.TakesNetns(row.netns)) continue;
    for (const SysctlValue& sysctl : row.sysctls) values.push_back({&row, sysctl});
  }
  return CutRows(values, query.limit, RowJson);
}

}  // namespace sockwatch::api
