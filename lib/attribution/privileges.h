// What this process may see of others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attribution/proc_fs.h"

namespace sockwatch {

// The capabilities, by name ("CAP_SYS_PTRACE"), that finding the owners of other users' sockets
// needs and `effective` lacks: DAC_READ_SEARCH to list /proc/PID/fd, SYS_PTRACE to read its links
// (capabilities(7), ptrace(2) PTRACE_MODE_READ).
std::vector<std::string> MissingCapabilities(std::uint64_t effective);

// The same for this process; all of them if they cannot be read. For one line in the log.
std::vector<std::string> MissingCapabilities(ProcFs& proc);

}  // namespace sockwatch
