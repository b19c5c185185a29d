// Real loopback sockets in every TCP state, kept there for as long as the zoo lives, and the list
// of rows a dump must show for them.
//
// How a state is held: a socket that has been made deaf (tcp_socket.h) answers nothing, so the
// other end's SYN, SYN-ACK or FIN stays unacknowledged. No timing is involved; only retransmissions
// run out at last, and minisocks time out: each state lasts for about a minute at least.
//
// CLOSE is no row of any dump with states 0xfff: a closed TCP socket is in no hash table (a bound
// one only in bhash2, which bit 13 asks for and we never do). The zoo holds such sockets all the
// same, to show that nobody sees them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "sample/socket_sample.h"
#include "sample/tcp_state.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {

// What a dump must say of one socket. (family, local_port, remote_port) is unique in a zoo.
struct ZooRow {
  std::string what;  // "FIN_WAIT1, orphan"
  TcpState state = TcpState::kClose;
  Family family = Family::kIpv4;
  std::uint16_t local_port = 0;
  std::uint16_t remote_port = 0;    // 0: a listener
  std::uint32_t inode = 0;          // 0: no process holds it
  std::uint64_t cookie = 0;         // 0: not known (a request socket)
  std::uint32_t receive_queue = 0;  // bytes; of a listener the accept queue's length
  bool minisock = false;            // TIME_WAIT and orphaned FIN_WAIT2: timer 3, inode and cgroup 0
};

// Makes its sockets in the calling thread's namespace; the calling process holds them. Not
// thread-safe. About 30 descriptors.
class TcpZoo {
 public:
  explicit TcpZoo(LoopbackKind kind);

  // All rows, both ends of every connection: in an empty namespace a dump shows these and no
  // others.
  [[nodiscard]] const std::vector<ZooRow>& Rows() const { return rows_; }
  [[nodiscard]] std::array<std::uint32_t, kTcpStateCount> Counts() const;

  // The one row called `what`. Throws if there is none.
  [[nodiscard]] const ZooRow& Row(const std::string& what) const;

 private:
  struct Pair {
    UniqueFd client;
    UniqueFd server;
  };

  UniqueFd AddListener(const std::string& what);
  Pair Connected();
  Pair ServerInCloseWait();
  Pair ClientInFinWait1();

  // The row of a socket that is still held, in `state`; waits until it is there.
  ZooRow Describe(int fd, const std::string& what, TcpState state) const;
  void AddHeld(UniqueFd fd, const std::string& what, TcpState state, std::uint32_t unread = 0);

  // Closes `fd`: its row goes on without an owner, and comes to be in `state`.
  void AddOrphan(UniqueFd fd, const std::string& what, TcpState state, std::uint32_t unread = 0);

  void AddEstablished();
  void AddSynSent();
  void AddSynRecv();
  void AddDeferredSynRecv();
  void AddFinWait1();
  void AddFinWait2();
  void AddTimeWait();
  void AddCloseWaitUnaccepted();
  void AddCloseWaitUnread();
  void AddCloseWaitHeld();
  void AddLastAck();
  void AddClosing();
  void AddClosed();
  void WaitUntilKernelAgrees() const;

  LoopbackKind kind_;
  UniqueFd listener_;
  SocketAddress server_;
  std::vector<UniqueFd> held_;
  std::vector<ZooRow> rows_;
};

}  // namespace sockwatch::testing
