// The floor under every poller: the same dump, received and thrown away.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/unique_fd.h"

namespace sockwatch::bench {

// One kept NETLINK_SOCK_DIAG socket; asks for what the daemon asks (TCPDIAG_GETSOCK, states 0xfff,
// include/uapi/linux/inet_diag.h) into a buffer of the size the daemon uses, and looks at each
// message's header only. Throws std::system_error or std::runtime_error. Not thread-safe.
class BareReader {
 public:
  BareReader();

  // One whole dump: the number of rows in it.
  std::uint64_t Dump();

 private:
  void Request();
  bool Walk(std::size_t length, std::uint64_t& rows) const;  // true at NLMSG_DONE

  UniqueFd socket_;
  std::uint32_t sequence_ = 0;
  alignas(16) std::array<std::byte, 32 * 1024> buffer_{};
};

}  // namespace sockwatch::bench
