#include "netlink/mnl_transport.h"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>

namespace sockwatch {
namespace {

// mnl_socket_recvfrom does not tell who sent the datagram, hence recvmsg(2) itself.
Received ReceiveOnce(int fd, std::span<std::byte> buffer) {
  sockaddr_nl sender{};
  iovec vector{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_name = &sender;
  message.msg_namelen = sizeof(sender);
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  const ssize_t length = ::recvmsg(fd, &message, 0);
  if (length < 0) {
    if (errno == EAGAIN) return {ReceiveStatus::kTimedOut, 0, 0};
    return {ReceiveStatus::kFailed, 0, errno};
  }
  if (message.msg_namelen != sizeof(sender) || sender.nl_pid != 0) {
    return {ReceiveStatus::kForeign, 0, 0};
  }
  if ((message.msg_flags & MSG_TRUNC) != 0) return {ReceiveStatus::kTruncated, 0, 0};
  return {ReceiveStatus::kDatagram, static_cast<std::size_t>(length), 0};
}

}  // namespace

MnlTransport::MnlTransport(std::chrono::milliseconds receive_timeout)
    : receive_timeout_(receive_timeout) {}

MnlTransport::~MnlTransport() = default;

void MnlTransport::Closer::operator()(mnl_socket* socket) const { mnl_socket_close(socket); }

int MnlTransport::Send(std::span<const std::byte> request) {
  if (!socket_) return ENOTCONN;
  while (mnl_socket_sendto(socket_.get(), request.data(), request.size()) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

Received MnlTransport::Receive(std::span<std::byte> buffer) {
  if (!socket_) return {ReceiveStatus::kFailed, 0, ENOTCONN};
  Received received;
  do {
    received = ReceiveOnce(mnl_socket_get_fd(socket_.get()), buffer);
  } while (received.os_error == EINTR);
  return received;
}

int MnlTransport::Reset() {
  socket_.reset();  // first, so that we never hold two
  return Use(mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC));
}

int MnlTransport::Adopt(UniqueFd opened) {
  mnl_socket* const socket = mnl_socket_fdopen(opened.Get());
  if (socket != nullptr) {
    [[maybe_unused]] const int owned_by_mnl = opened.Release();
  }
  return Use(socket);
}

// nullptr: it could not be opened, for errno.
int MnlTransport::Use(mnl_socket* socket) {
  const int open_error = errno;
  socket_.reset(socket);
  if (!socket_) return open_error;
  int failure = SetReceiveTimeout();
  if (failure == 0 && mnl_socket_bind(socket_.get(), 0, MNL_SOCKET_AUTOPID) < 0) failure = errno;
  if (failure != 0) socket_.reset();
  return failure;
}

std::uint32_t MnlTransport::PortId() const {
  return socket_ ? mnl_socket_get_portid(socket_.get()) : 0;
}

int MnlTransport::SetReceiveTimeout() {
  const auto count = receive_timeout_.count();
  timeval timeout{};
  timeout.tv_sec = count / 1000;
  timeout.tv_usec = count % 1000 * 1000;
  const int fd = mnl_socket_get_fd(socket_.get());
  return ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) < 0 ? errno : 0;
}

}  // namespace sockwatch
