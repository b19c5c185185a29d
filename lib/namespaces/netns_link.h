// Which network namespace a process is in.
#pragma once

#include <cstdint>
#include <string>

namespace sockwatch {

// The inode of the namespace, by the link ns/net in `process`, a directory such as "/proc/1"; 0
// where it cannot be read. Why is not to be told: a process that is gone meanwhile looks like one
// that we may not look at, EACCES (fs/proc/namespaces.c, proc_ns_readlink).
std::uint64_t ReadNetnsLink(const std::string& process);

}  // namespace sockwatch
