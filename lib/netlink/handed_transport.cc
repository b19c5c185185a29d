#include "netlink/handed_transport.h"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace sockwatch {

UniqueFd OpenDiagSocket() {
  return UniqueFd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
}

void HandedTransport::Hand(UniqueFd socket) {
  Close();
  handed_ = std::move(socket);
}

int HandedTransport::Reset() {
  if (!handed_) return IsOpen() ? 0 : ENOTCONN;
  mnl_socket* const socket = mnl_socket_fdopen(handed_.Get());
  if (socket != nullptr) {
    [[maybe_unused]] const int owned_by_mnl = handed_.Release();
  }
  return Adopt(socket);
}

}  // namespace sockwatch
