// Replies that come after the server's thread has gone on to other connections. Free of any HTTP
// library: suspending and resuming are the caller's.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "web/router.h"

namespace sockwatch {

// The reply to one request. Thread-safe.
class LaterReply {
 public:
  // The first reply counts. Resumes the connection if it is suspended: within this call, never
  // after Drop() has returned.
  void Give(HttpReply reply);

  // Unless the reply is there already: calls `suspend`, and `resume` when it is. False: it is
  // there.
  bool Await(const std::function<void()>& suspend, std::function<void()> resume);

  // The reply, once.
  std::optional<HttpReply> Take();

  // The connection is no more: what comes now is thrown away.
  void Drop();

 private:
  std::mutex mutex_;
  bool given_ = false;
  std::optional<HttpReply> reply_;
  std::function<void()> resume_;  // while suspended
};

// Those of one server that are awaited. Thread-safe.
class LaterReplies {
 public:
  // False once StopAll() has been called: no connection may be suspended any more.
  bool Add(const std::shared_ptr<LaterReply>& reply);
  void Remove(const std::shared_ptr<LaterReply>& reply);

  // Answers all with 503, so that no connection is suspended when this returns, nor will be.
  void StopAll();

 private:
  std::mutex mutex_;
  bool stopped_ = false;
  std::unordered_set<std::shared_ptr<LaterReply>> replies_;
};

}  // namespace sockwatch
