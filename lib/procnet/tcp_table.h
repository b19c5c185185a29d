// /proc/net/tcp and tcp6 (net/ipv4/tcp_ipv4.c, get_tcp4_sock; net/ipv6/tcp_ipv6.c, get_tcp6_sock):
// a line of names, then a line for each socket, listeners first. Pure.
//
//   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
//    0: 0100007F:1F90 00000000:0000 0A 00000000:00000005 00:00000000 00000000     0        0 4711
//    ..
//
// Addresses are words as the machine has them in memory, ports are plain numbers, both hexadecimal
// as all up to retrnsmt; tm->when counts hundredths of a second (USER_HZ, proc(5)).
#pragma once

#include <optional>
#include <string_view>

#include "sample/socket_sample.h"

namespace sockwatch {

// One line of a socket, without its newline; whether it is of tcp or tcp6 is seen by its addresses.
// Nothing if it is not that, or of a state without a name. The row has no cookie and no cgroup, and
// that of a listener no limit of its queue.
std::optional<SocketSample> ParseTcpLine(std::string_view line);

}  // namespace sockwatch
