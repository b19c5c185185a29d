// /proc/net/netstat (net/ipv4/proc.c, netstat_seq_show): for each group of counters a line of names
// and a line of values, both beginning with the group. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "sample/kernel_events.h"

namespace sockwatch {

// Our events of the "TcpExt:" lines, each column found by its name; an event without a column is 0,
// since kernels gain and lose counters. Nothing if the lines are not both there and whole, do not
// have the same number of columns, hold none of our events, or one of those is no number. Goes once
// over the text and allocates nothing.
std::optional<KernelEventCounts> ParseNetstat(std::string_view netstat);

}  // namespace sockwatch
