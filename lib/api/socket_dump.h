// Answers made of single sockets, each from a filtered dump of its own: one dump at a time, on a
// thread of its own, and few that wait for it. A dump costs the kernel a walk over all sockets, so
// that clients must not be able to ask for many at once.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "aggregate/snapshot.h"
#include "aggregate/socket_lookup.h"
#include "api/answer.h"
#include "api/query.h"
#include "api/socket_rows.h"
#include "base/clock.h"
#include "base/result.h"
#include "procnet/ephemeral_ports.h"
#include "sample/sample_source.h"

namespace sockwatch::api {

struct DumpQuestion {
  Resource resource = Resource::kSockets;
  Query query{};
  std::function<void(Result<Data>)> done;  // called once, on the worker's thread; must not block
};

// What it needs of the world, on the worker's thread.
struct DumpReads {
  std::function<DumpResult(std::uint32_t states, SampleSink&)> dump;
  std::function<std::future<SocketLookup::Answer>(std::vector<std::uint64_t>)> lookup;
  std::function<EphemeralPorts()> ports;
  std::function<std::shared_ptr<const Snapshot>()> snapshot;
  std::function<WallTime()> now;
};

// Thread-safe.
class SocketDumps {
 public:
  static constexpr std::size_t kMostWaiting = 8;  // besides the one that is being answered
  static constexpr std::chrono::seconds kLongest{20};
  static constexpr std::chrono::seconds kLookupPatience{5};

  explicit SocketDumps(DumpReads reads);
  ~SocketDumps();  // ends the dump under way; who waits is told that
  SocketDumps(const SocketDumps&) = delete;
  SocketDumps& operator=(const SocketDumps&) = delete;

  // False, and `done` is never called, when too many wait.
  [[nodiscard]] bool Ask(DumpQuestion question);

 private:
  class Collector;

  void Run(const std::stop_token& stop);
  [[nodiscard]] Result<Data> Answer(const DumpQuestion& question, const std::stop_token& stop);

  const DumpReads reads_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::deque<DumpQuestion> waiting_;  // under mutex_
  bool stopped_ = false;              // under mutex_
  std::jthread thread_;               // last: it uses all of the above
};

}  // namespace sockwatch::api
