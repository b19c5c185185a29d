// GET /api/v1/*: who may see what, and from which part of the daemon an answer comes.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "aggregate/snapshot.h"
#include "api/history.h"
#include "api/socket_dump.h"
#include "api/status.h"
#include "base/clock.h"
#include "config/config.h"
#include "selfstats/self_stats.h"
#include "web/http_response.h"

namespace sockwatch {

// What it is made from; all of it outlives the server, and may be called on any thread.
struct ApiParts {
  const SnapshotSlot& slot;
  const SelfStats& stats;
  const Clock& clock;
  api::SocketDumps& dumps;
  std::function<bool()> ready;
  std::function<api::StatusFacts()> facts;
  std::string version;
};

// Thread-safe.
class ApiServer {
 public:
  static constexpr std::string_view kPrefix = "/api/v1/";

  ApiServer(ApiParts parts, WebConfig::Api mode);

  // Takes effect with the next request.
  void SetMode(WebConfig::Api mode) { mode_.store(mode, std::memory_order_relaxed); }

  // Remembers the snapshot that there is, for the history. To be called about once a second.
  void Look();

  // For all paths below kPrefix. Without blocking: answers made of single sockets come later.
  void Handle(const HttpRequest& request, const HttpDone& done);

 private:
  void HandleResource(api::Resource resource, const HttpRequest& request, const HttpDone& done);
  void Dump(api::Resource resource, const api::Query& query, const HttpDone& done);
  [[nodiscard]] api::Data DataOf(api::Resource resource, const api::Query& query,
                                 bool remotes) const;
  [[nodiscard]] api::Envelope MakeEnvelope() const;

  const ApiParts parts_;
  const std::string host_;
  std::atomic<WebConfig::Api> mode_;
  api::History history_;
};

}  // namespace sockwatch
