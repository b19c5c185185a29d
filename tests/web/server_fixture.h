// A server on a free loopback port, for the tests of lib/web.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "web/http_server.h"

namespace sockwatch::testing {

inline HttpHandler Page(std::string text) {
  auto body = std::make_shared<const std::string>(std::move(text));
  return [body] {
    HttpResponse response;
    response.body = body;
    return response;
  };
}

inline constexpr std::size_t kLargeBytes = 5'000'000;

// Serves "/" (small) and "/large"; deadlines that no test reaches unless it sets them.
class ServerFixture {
 public:
  ServerFixture() {
    options.listen_addresses = {"127.0.0.1:0"};
    options.header_timeout = std::chrono::minutes(1);
    options.idle_timeout = std::chrono::minutes(1);
  }

  void Start(std::vector<HttpRoute> more = {}) {
    more.push_back({"/", Page("hello\n")});
    more.push_back({"/large", Page(std::string(kLargeBytes, 'x'))});
    auto started = HttpServer::Start(options, std::move(more), stats);
    if (!started) FAIL(started.Failure().text);
    server = std::move(started.Value());
  }

  [[nodiscard]] std::string Address(std::size_t which = 0) const {
    return server->BoundAddresses().at(which);
  }

  [[nodiscard]] std::uint64_t Rejected(HttpRejection why) const {
    return stats.http_rejected.at(static_cast<std::size_t>(why)).Get();
  }

  [[nodiscard]] std::uint64_t AcceptErrors() const {
    return stats.errors.at(static_cast<std::size_t>(ErrorReason::kHttpAccept)).Get();
  }

  HttpOptions options;
  SelfStats stats;
  std::unique_ptr<HttpServer> server;  // last: it uses stats
};

}  // namespace sockwatch::testing
