// From a request to what is sent back, free of any socket. Thread-safe if the handlers are.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "selfstats/self_stats.h"
#include "web/http_response.h"

namespace sockwatch {

struct HttpReply {
  unsigned status = 200;
  std::vector<std::pair<const char*, std::string>> headers;  // framing (RFC 9112) excluded
  // Never null. For HEAD, and with status 304, it is what GET would get: its length is told, and
  // the bytes are not sent (RFC 9110, 8.6).
  std::shared_ptr<const std::string> body;
};

class Router {
 public:
  using Give = std::function<void(HttpReply)>;

  // `stats` must outlive the router; 404 and 405 are counted there as rejections.
  Router(std::vector<HttpRoute> routes, SelfStats& stats)
      : routes_(std::move(routes)), stats_(stats) {}

  // Only GET and HEAD are served (405, whatever the path), and only known paths (404). The reply
  // comes through `give`: before this returns, unless the route is one that answers later. `give`
  // may be called more than once, and after the router is gone; the first reply counts.
  void Answer(const HttpRequest& request, const Give& give) const;

  // True for the methods that do not get 405.
  static bool IsServedMethod(std::string_view method) {
    return method == "GET" || method == "HEAD";
  }

 private:
  [[nodiscard]] const HttpRoute* Find(std::string_view path) const;

  std::vector<HttpRoute> routes_;
  SelfStats& stats_;
};

// For a client whose answer will not come any more.
HttpReply StoppingReply();

}  // namespace sockwatch
