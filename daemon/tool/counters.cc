#include "tool/counters.h"

#include <array>
#include <vector>

#include "procnet/kept_file.h"
#include "procnet/protocol_counters.h"

namespace sockwatch::tool {
namespace {

struct Meaning {
  std::string_view protocol;
  std::string_view name;
  std::string_view text;
};

// Sources: RFC 4022, RFC 4113, Documentation/networking/snmp_counter.rst, and what
// sample/kernel_events.h says of the kernel's functions.
constexpr std::array<Meaning, 33> kMeanings = {{
    {"Tcp", "ActiveOpens", "connections that this host opened"},
    {"Tcp", "PassiveOpens", "connections that others opened to this host"},
    {"Tcp", "AttemptFails", "connections that failed before they were established"},
    {"Tcp", "EstabResets", "established connections that ended by a reset"},
    {"Tcp", "CurrEstab", "ESTABLISHED and CLOSE_WAIT now"},
    {"Tcp", "RetransSegs", "segments sent again: loss on the way, or a peer that is gone"},
    {"Tcp", "InErrs", "segments that arrived broken"},
    {"Tcp", "OutRsts", "resets sent: closed ports, or sockets closed with data unread"},
    {"TcpExt", "ListenOverflows", "an accept queue was full: the program accepts too slowly"},
    {"TcpExt", "ListenDrops", "SYNs or ACKs dropped at a listener, overflows included"},
    {"TcpExt", "TCPReqQFullDrop", "SYNs dropped: the SYN queue was full and cookies are off"},
    {"TcpExt", "TCPReqQFullDoCookies", "SYN queue full: cookies were sent instead"},
    {"TcpExt", "SyncookiesSent", "SYN cookies sent: a SYN flood, or a backlog too small"},
    {"TcpExt", "SyncookiesFailed", "ACKs with a wrong cookie"},
    {"TcpExt", "TW", "sockets that went through TIME_WAIT"},
    {"TcpExt", "TWRecycled", "TIME_WAIT ports given out again by tcp_tw_reuse"},
    {"TcpExt", "TCPTimeWaitOverflow", "closed without TIME_WAIT: tcp_max_tw_buckets is reached"},
    {"TcpExt", "TCPAbortOnData", "reset by close(2) with SO_LINGER 0, or after a shutdown"},
    {"TcpExt", "TCPAbortOnClose", "reset by close(2) with data unread"},
    {"TcpExt", "TCPAbortOnMemory", "orphans reset: too many of them, or tcp_mem used up"},
    {"TcpExt", "TCPAbortOnTimeout", "given up: the peer no longer answers"},
    {"TcpExt", "TCPSynRetrans", "SYNs sent again: the peer or the way drops them"},
    {"TcpExt", "TCPTimeouts", "retransmission timeouts"},
    {"TcpExt", "TCPLostRetransmit", "a retransmission was lost, too"},
    {"TcpExt", "TCPBacklogDrop", "dropped: the socket's backlog was full while it was locked"},
    {"TcpExt", "PruneCalled", "receive buffers trimmed: the program reads too slowly"},
    {"TcpExt", "RcvPruned", "data dropped for want of receive buffer"},
    {"TcpExt", "TCPMemoryPressures", "entries into memory pressure: tcp_mem's second value"},
    {"TcpExt", "TCPKeepAlive", "keepalive probes sent"},
    {"Udp", "NoPorts", "datagrams to a port without a socket"},
    {"Udp", "InErrors", "datagrams that were not delivered, full buffers included"},
    {"Udp", "RcvbufErrors", "datagrams dropped: the program reads too slowly"},
    {"Udp", "SndbufErrors", "datagrams not sent for want of buffer"},
}};

// netstat alone is 4 KiB, and would be 8.5 KiB were every counter at its largest.
constexpr std::size_t kLargestFile = 65536;

template <typename Parse>
void Append(const std::string& path, Parse parse, std::vector<Counter>& counters) {
  std::vector<char> buffer(kLargestFile);
  KeptFile file(path);
  for (const ProtocolCounter& counter : parse(file.Read(buffer).text)) {
    counters.push_back({std::string(counter.protocol), std::string(counter.name), counter.value});
  }
}

}  // namespace

std::vector<Counter> ReadCounters(const std::string& proc_root) {
  std::vector<Counter> counters;
  Append(proc_root + "/net/snmp", ParseCounterPairs, counters);
  Append(proc_root + "/net/netstat", ParseCounterPairs, counters);
  Append(proc_root + "/net/snmp6", ParseSnmp6, counters);
  return counters;
}

std::string_view CounterMeaning(std::string_view protocol, std::string_view name) {
  if (protocol.ends_with('6')) protocol.remove_suffix(1);
  for (const Meaning& meaning : kMeanings) {
    if (meaning.protocol == protocol && meaning.name == name) return meaning.text;
  }
  return "";
}

bool IsGauge(std::string_view name) {
  for (const std::string_view gauge :
       {"CurrEstab", "RtoAlgorithm", "RtoMin", "RtoMax", "MaxConn", "Forwarding", "DefaultTTL"}) {
    if (name == gauge) return true;
  }
  return false;
}

}  // namespace sockwatch::tool
