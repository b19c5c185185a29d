// A network namespace of one's own for live tests: no other socket in it, own sysctls, `lo` up.
#pragma once

#include <string>

namespace sockwatch::testing {

// Moves the calling thread (call it while there is only one, so: the process) into a new network
// namespace with `lo` up. Each object is a fresh namespace, so that a test case that has one as a
// fixture sees no socket of the case before it. Nothing is restored: every live test is a process
// of its own. Needs CAP_SYS_ADMIN; throws std::system_error without it.
class PrivateNetns {
 public:
  PrivateNetns();
  PrivateNetns(const PrivateNetns&) = delete;
  PrivateNetns& operator=(const PrivateNetns&) = delete;
  ~PrivateNetns() = default;
};

// Writes a sysctl of the current namespace, e.g. ("net/ipv4/tcp_fin_timeout", "30").
// /proc/sys/net shows the namespace of the calling thread, whichever mounted it.
void SetSysctl(const std::string& name, const std::string& value);
[[nodiscard]] std::string GetSysctl(const std::string& name);

// Inode of the current thread's namespace: equal for equal namespaces.
[[nodiscard]] unsigned long CurrentNetnsInode();

}  // namespace sockwatch::testing
