// A small HTTP/1.1 server for exporters, on libmicrohttpd, which only mhd_daemon.cc includes. It
// knows nothing of what it serves, and is built to stay answerable while clients misbehave: see
// connection_deadlines.h for who is cut when.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "selfstats/self_stats.h"
#include "web/http_response.h"

namespace sockwatch {

struct HttpOptions {
  // host:port, [v6]:port or :port (all addresses, IPv6 and IPv4); port 0 takes any free one.
  std::vector<std::string> listen_addresses = {"127.0.0.1:10106"};

  // Listening sockets inherited from systemd (sd_listen_fds(3)), besides the addresses. The server
  // owns them from the call of Start on, whatever comes of it.
  std::vector<int> inherited_sockets;

  std::chrono::milliseconds header_timeout{5000};  // absolute, from accept to the end of a header
  std::chrono::milliseconds keepalive_timeout{
      75000};                             // absolute, from a response to the next header
  std::chrono::seconds idle_timeout{15};  // a response that makes no progress is cut; at least 1 s
  unsigned connection_limit = 512;        // per listen address; above 90 % the oldest are cut
};

// Stops and joins its threads on destruction: two per listen address. All methods are thread-safe.
class HttpServer {
 public:
  // `stats` must outlive the server. An error names the address that it is about.
  static Result<std::unique_ptr<HttpServer>> Start(const HttpOptions& options,
                                                   std::vector<HttpRoute> routes, SelfStats& stats);
  virtual ~HttpServer() = default;
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // What each listen address is bound to, in the order given and inherited sockets last, e.g.
  // "127.0.0.1:40123" for port 0.
  [[nodiscard]] virtual std::vector<std::string> BoundAddresses() const = 0;

 protected:
  HttpServer() = default;
};

}  // namespace sockwatch
