// Who is cut when. A connection costs a slot and a descriptor, and whoever holds many of them
// without ever asking anything would shut everybody else out; so
//   - a new connection has `header_timeout` from accept for its whole first header,
//   - after a response the next whole header has `keepalive_timeout` from the response's end, and
//     `header_timeout` from its request line, whichever is earlier,
//   - when more than `room` are open, the oldest one that waits for a header goes; if none waits,
//     the one that has been served longest.
// All are absolute: bytes that trickle in extend nothing. A response being sent has no deadline
// here (the server cuts it when it makes no progress).
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

struct DeadlineLimits {
  std::chrono::milliseconds header_timeout;
  std::chrono::milliseconds keepalive_timeout;
  std::size_t room;             // connections, cut ones not counted
  std::size_t max_connections;  // allocated for at once; more are possible
};

// A connection to be shut down now.
struct ConnectionCut {
  int fd = -1;
  bool while_serving = false;             // a response was being sent
  std::optional<HttpRejection> rejected;  // none for a quiet end of an idle keep-alive connection
};

// The bookkeeping alone: no socket is touched, and the caller says what time it is. Connections are
// known by descriptor, which is theirs from Opened to Closed. Not thread-safe. Calls about unknown
// descriptors are ignored. Nothing here allocates up to `max_connections`.
class ConnectionDeadlines {
 public:
  explicit ConnectionDeadlines(const DeadlineLimits& limits);

  // Each returns the connection's deadline, or kNever.
  MonoTime Opened(int fd, MonoTime now);
  MonoTime RequestLineSeen(int fd, MonoTime now);
  MonoTime HeaderComplete(int fd, MonoTime now);
  MonoTime ResponseSent(int fd, MonoTime now);
  void Closed(int fd);

  // The earliest deadline of all, or kNever.
  [[nodiscard]] MonoTime Next() const;

  // Calls `cut` for each connection past its deadline; each is reported once.
  void CutExpired(MonoTime now, const std::function<void(const ConnectionCut&)>& cut);

  // The connection that must go because more than `room` are open, if so; never `newest`.
  std::optional<ConnectionCut> CutForRoom(int newest);

  // The same without regard to `room`: for when descriptors have run out.
  std::optional<ConnectionCut> CutOldest(int except = -1);

  static constexpr MonoTime kNever = MonoTime::max();

 private:
  enum class Phase { kFirstHeader, kIdle, kNextHeader, kServing, kCut };

  struct Connection {
    int fd = -1;
    Phase phase = Phase::kFirstHeader;
    MonoTime since;     // when it began to wait for a header, or to be served
    MonoTime deadline;  // kNever while served or cut
  };

  Connection* Find(int fd);
  ConnectionCut Cut(Connection& connection, std::optional<HttpRejection> rejected);
  static bool GoesBefore(const Connection& a, const Connection& b);

  DeadlineLimits limits_;
  std::vector<Connection> open_;  // some hundred at most: searched from end to end
  std::size_t cut_count_ = 0;     // of those in open_
};

}  // namespace sockwatch
