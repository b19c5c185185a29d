// The kernel's settings that decide how long TCP sockets linger and how many may: what a person
// needs to judge the counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sockwatch {

// Sources: tcp(7), ip(7), listen(2), Documentation/networking/ip-sysctl.rst.
//
//   net.ipv4.tcp_keepalive_time        seconds idle before the first keepalive probe
//   net.ipv4.tcp_keepalive_intvl       seconds between two probes
//   net.ipv4.tcp_keepalive_probes      unanswered probes until the socket is given up
//   net.ipv4.tcp_fin_timeout           seconds of an orphan's FIN_WAIT2, not of TIME_WAIT
//   net.ipv4.tcp_tw_reuse              1: connect(2) may reuse TIME_WAIT; 2: on loopback
//   net.ipv4.tcp_max_tw_buckets        TIME_WAIT sockets allowed
//   net.ipv4.tcp_max_orphans           orphans allowed; the first namespace's alone
//   net.ipv4.tcp_max_syn_backlog       half-open connections of a listener
//   net.ipv4.tcp_syncookies            1: once the SYN queue is full; 2: always
//   net.ipv4.tcp_abort_on_overflow     1: a full accept queue answers with a RST
//   net.ipv4.tcp_timestamps            1, 2: on, as tcp_tw_reuse needs
//   net.core.somaxconn                 the highest backlog listen(2) may ask for
//   net.ipv4.ip_local_port_range.min   the first ephemeral port
//   net.ipv4.ip_local_port_range.max   the last one
struct SysctlValue {
  std::string_view name;  // as sysctl(8) spells it, but .min and .max; lives as long as the program
  double value = 0;
};

// "NUMBER\n", as the kernel writes it; nothing if it is not that. Pure.
std::optional<double> ParseSysctl(std::string_view text);

// In the order above; one whose file is missing, unreadable or not as expected is left out. They
// are those of the calling thread's network namespace (/proc/sys/net shows each thread its own).
// `proc_root` is "/proc", or a directory that looks like it.
std::vector<SysctlValue> ReadSysctls(const std::string& proc_root);

}  // namespace sockwatch
