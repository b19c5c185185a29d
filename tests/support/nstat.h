// iproute2's nstat(8) as the oracle for the kernel's own counters.
#pragma once

#include <cstdint>
#include <string>

namespace sockwatch::testing {

// What it says of a TcpExt counter, e.g. "ListenOverflows", of the caller's namespace, without
// touching nstat's history. Throws if nstat fails or prints what is not understood.
std::uint64_t Nstat(const std::string& event);

}  // namespace sockwatch::testing
