// Shuts connections down when connection_deadlines.h says so, from a thread of its own that sleeps
// until the earliest deadline, and without any wake-up while no connection has one.
//
// Only shutdown(2) is called, never close(2): the HTTP library sees the end of the stream, and
// closes. That is safe only while the descriptor is still the connection's: Closed must be called
// before the library closes it, and both run under one mutex.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "selfstats/self_stats.h"
#include "web/connection_deadlines.h"

namespace sockwatch {

// Makes the close(2) of a connection whose client does not read drop what it was sent: the kernel
// would keep that memory and go on trying for minutes (tcp(7), tcp_orphan_retries).
void DropUnsentOnClose(int fd);

// Thread-safe. `stats` must outlive it. Cuts are counted there as rejections.
class ConnectionReaper {
 public:
  ConnectionReaper(const DeadlineLimits& limits, SelfStats& stats);
  ~ConnectionReaper();
  ConnectionReaper(const ConnectionReaper&) = delete;
  ConnectionReaper& operator=(const ConnectionReaper&) = delete;

  // The life of a connection, in this order; the middle three once for each request.
  void Opened(int fd);
  void RequestLineSeen(int fd);
  void HeaderComplete(int fd);
  void ResponseSent(int fd);
  void Closed(int fd);

  // Cuts the oldest connection at once; false if there was none.
  bool CutOldest();

 private:
  void Run(const std::stop_token& stop);
  void Sleep(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  void WakeIfBefore(MonoTime deadline);
  void Shut(const ConnectionCut& cut);

  std::mutex mutex_;
  std::condition_variable_any earlier_;
  ConnectionDeadlines deadlines_;                   // under mutex_
  MonoTime wake_at_ = ConnectionDeadlines::kNever;  // under mutex_: until when the thread sleeps
  SelfStats& stats_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace sockwatch
