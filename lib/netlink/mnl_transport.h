// The real DiagTransport, on libmnl (its only user).
#pragma once

#include <chrono>
#include <memory>

#include "base/unique_fd.h"
#include "netlink/diag_transport.h"

struct mnl_socket;

namespace sockwatch {

// Dumps the network namespace of the thread that called Reset(). Needs no privilege. The kernel
// works on a dump inside our own receive, so the timeout runs only while nothing is under way: it
// means that the reply was lost.
class MnlTransport : public DiagTransport {
 public:
  // `receive_timeout` > 0: 0 would mean to wait for ever (SO_RCVTIMEO, socket(7)).
  explicit MnlTransport(
      std::chrono::milliseconds receive_timeout = std::chrono::milliseconds(2000));
  ~MnlTransport() override;

  int Send(std::span<const std::byte> request) override;
  Received Receive(std::span<std::byte> buffer) override;
  int Reset() override;
  [[nodiscard]] std::uint32_t PortId() const override;

 protected:
  // Closes the old socket and makes `opened`, which was opened elsewhere, ready for requests.
  // Returns 0 or an errno.
  int Adopt(UniqueFd opened);
  void Close() { socket_.reset(); }
  [[nodiscard]] bool IsOpen() const { return socket_ != nullptr; }

 private:
  struct Closer {
    void operator()(mnl_socket* socket) const;
  };

  int Use(mnl_socket* socket);
  int SetReceiveTimeout();

  std::chrono::milliseconds receive_timeout_;
  std::unique_ptr<mnl_socket, Closer> socket_;
};

}  // namespace sockwatch
