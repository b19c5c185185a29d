// A DiagTransport on sockets that somebody else opened, in network namespaces of their choice.
#pragma once

#include "base/unique_fd.h"
#include "netlink/mnl_transport.h"

namespace sockwatch {

// A NETLINK_SOCK_DIAG socket of the calling thread's network namespace, to be handed over; it stays
// one of that namespace, and keeps it alive until it is closed. Without a descriptor, errno says
// why. Thread-safe.
UniqueFd OpenDiagSocket();

// Used by one thread.
class HandedTransport final : public MnlTransport {
 public:
  // Closes the socket before it. `socket` serves from the next Reset() on.
  void Hand(UniqueFd socket);

  // Closes what it has.
  void Drop() { Hand(UniqueFd()); }

  // Begins with the socket handed over; where that has been done, there is no other one to be had,
  // and it goes on with it. ENOTCONN where there is none.
  int Reset() override;

 private:
  UniqueFd handed_;
};

}  // namespace sockwatch
