// A process of its own that does with TCP sockets what it is told, and holds what it has until it
// is told to let go. Not thread-safe.
//
//   listen ADDRESS BACKLOG            "127.0.0.1:80", "[::1]:80"
//   accept NAME ADDRESS COUNT         from that listener; NAME stands for these sockets from now on
//   connect NAME ADDRESS COUNT [FROM] from an address of this host, e.g. "127.0.0.2"
//   begin NAME ADDRESS COUNT          begins to connect, without waiting
//   try ADDRESS                       connects and closes; the answer is errno, or 0
//   send NAME BYTES                   that many on each
//   fill NAME                         as much as goes in now; the answer is how much, together
//   unsent NAME                       the answer is how much the kernel holds to send, together
//   read NAME                         all that there is now; the end of the stream, too
//   drain NAME                        up to the end of the stream, waiting for it
//   fin NAME                          shutdown(SHUT_WR)
//   await NAME STATE                  until the kernel says so of each: "close_wait", ...
//   ports NAME                        the answer is the local ports, with blanks between
//   close NAME
//   open COUNT                        that many descriptors more
//   limit COUNT                       of descriptors, soft and hard
//   leave                             for a network namespace of its own
//   join NAME                         moves to that namespace of `ip netns`
//   run PROGRAM ARGUMENT...           as its child, and waits for success
#pragma once

#include <string>

#include "support/child.h"

namespace sockwatch::testing {

class Puppet {
 public:
  // `name` as /proc/PID/comm shows it: at most 15 bytes.
  explicit Puppet(const std::string& name);

  // Returns when it has been done, with the answer if there is one. Throws if it fails.
  std::string Tell(const std::string& order);

  [[nodiscard]] pid_t Pid() const { return child_.Pid(); }

  // Its descriptors, as /proc/PID/fd shows them, and how many it may have (prlimit(2)).
  [[nodiscard]] double OpenFds() const;
  [[nodiscard]] double MaxFds() const;

 private:
  Child child_;
};

}  // namespace sockwatch::testing
