// What waits in the queues of one group's sockets: collected while a dump comes in, shown once it
// is complete. Used by one thread.
#pragma once

#include <cstdint>

#include "aggregate/peak_window.h"
#include "aggregate/snapshot.h"
#include "base/clock.h"
#include "sample/socket_sample.h"

namespace sockwatch {

class GroupQueues {
 public:
  // Before the first row of a dump; what an incomplete one brought is dropped.
  void Begin() { next_ = {}; }

  // Instead of a dump: its rows would have been those of the last complete one.
  void Repeat() { next_ = last_; }

  // There are no sockets any more.
  void Drop() { next_ = last_ = {}; }

  // One row of the group. Of a listener the queues are its accept queue and that one's limit
  // (net/ipv4/tcp_diag.c, tcp_diag_get_info).
  void Add(const SocketSample& row);
  void AddBytes(std::uint64_t receive, std::uint64_t send);

  // The dump is complete.
  void Close(MonoTime now);

  // Takes in those of a group that is folded into this one.
  void Merge(const GroupQueues& other);

  // `zero_for`: how long a zero is still shown.
  [[nodiscard]] QueueRow Bytes(MonoTime now, std::chrono::nanoseconds zero_for) const;
  [[nodiscard]] AcceptQueueRow Accept(MonoTime now, std::chrono::nanoseconds zero_for) const;

 private:
  struct Listener {
    bool there = false;
    std::uint32_t length = 0;
    std::uint32_t limit = 0;

    // The longer queue is not always the fuller one; of empty ones the shorter limit counts.
    [[nodiscard]] bool FullerThan(const Listener& other) const;
  };
  struct Tick {
    std::uint64_t receive = 0;
    std::uint64_t send = 0;
    Listener fullest{};
  };

  static void Take(const Listener& listener, Tick& tick);

  Tick next_;
  Tick last_;
  PeakWindow peak_;
  MonoTime bytes_at_{};  // last tick with bytes
  MonoTime queue_at_{};  // last tick with a connection in the accept queue
};

}  // namespace sockwatch
