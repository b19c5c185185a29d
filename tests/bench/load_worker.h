// One process' share of a socket load: connections on loopback, both ends held by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/unique_fd.h"
#include "support/child.h"
#include "support/tcp_socket.h"

namespace sockwatch::bench {

// Shares are percent of the pairs.
struct Load {
  std::size_t pairs = 0;
  unsigned ipv6 = 0;          // the rest is IPv4
  unsigned close_wait = 0;    // the client end has sent its FIN: CLOSE_WAIT and FIN_WAIT2
  unsigned churn = 0;         // replaced at each call of Churn()
  std::size_t time_wait = 0;  // connections that CloseSome() makes and closes
  std::size_t listeners = 4;
  std::size_t sources = 8;  // IPv4 clients come from 127.0.1.1 .. 127.0.1.<sources>
  std::uint16_t first_port = 2000;
};

class LoadWorker {
 public:
  explicit LoadWorker(const Load& load);

  // Replaces the next `churn` percent of the pairs. The old ones are reset, so that they leave no
  // TIME_WAIT and the number of sockets stays.
  void Churn();

  // Connections that the client closes first: each leaves one socket in TIME_WAIT for a minute.
  void CloseSome();

 private:
  struct Pair {
    UniqueFd client;
    UniqueFd server;
  };
  struct Server {
    UniqueFd ipv4;
    UniqueFd ipv6;
    std::uint16_t port = 0;
  };

  Pair Connect(std::size_t slot) const;
  static void Abort(Pair& pair);

  Load load_;
  std::vector<Server> servers_;
  std::vector<Pair> pairs_;
  std::size_t next_ = 0;  // to be replaced next
};

// Body of a helper process: builds, says "ready", then answers "churn" and "time-wait" with "done"
// until the end of its input.
int RunLoadWorker(const Load& load, testing::LinePipe& pipe);

// How many pairs a process can hold with its descriptor limit (raised to the hard one).
std::size_t PairsPerProcess(const Load& load);

}  // namespace sockwatch::bench
