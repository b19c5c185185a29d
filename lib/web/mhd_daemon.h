// libmicrohttpd (0.9.75) on one listening socket: the glue, and nothing that can be decided
// without it. No exception passes its callbacks.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "selfstats/self_stats.h"
#include "web/connection_reaper.h"
#include "web/http_server.h"
#include "web/later_reply.h"
#include "web/listen_socket.h"
#include "web/router.h"

struct MHD_Daemon;

namespace sockwatch {

class MhdDaemon {
 public:
  // `router` and `stats` must outlive it.
  static Result<std::unique_ptr<MhdDaemon>> Start(ListenSocket socket, const HttpOptions& options,
                                                  const Router& router, SelfStats& stats);
  ~MhdDaemon();  // answers who still waits with 503, closes all connections, joins the threads
  MhdDaemon(const MhdDaemon&) = delete;
  MhdDaemon& operator=(const MhdDaemon&) = delete;

  [[nodiscard]] const std::string& Name() const { return name_; }

 private:
  struct RequestState;
  struct Callbacks;  // what libmicrohttpd calls, on its thread

  MhdDaemon(const HttpOptions& options, const Router& router, SelfStats& stats, std::string name);
  Status Listen(UniqueFd fd, unsigned connection_limit);

  std::string name_;
  unsigned idle_timeout_seconds_;
  const Router& router_;
  SelfStats& stats_;
  ConnectionReaper reaper_;
  LaterReplies awaited_;
  MHD_Daemon* daemon_ = nullptr;
};

}  // namespace sockwatch
