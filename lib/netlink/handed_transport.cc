#include "netlink/handed_transport.h"

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
  return Adopt(std::exchange(handed_, UniqueFd()));
}

}  // namespace sockwatch
