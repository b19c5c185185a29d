#include "web/http_server.h"

#include <utility>

#include "base/unique_fd.h"
#include "web/listen_socket.h"
#include "web/mhd_daemon.h"
#include "web/router.h"

namespace sockwatch {
namespace {

class MhdServer final : public HttpServer {
 public:
  MhdServer(std::vector<HttpRoute> routes, SelfStats& stats)
      : router_(std::move(routes), stats), stats_(stats) {}

  Status Add(Result<ListenSocket> socket, const HttpOptions& options) {
    if (!socket) return socket.Failure();
    auto daemon = MhdDaemon::Start(std::move(socket.Value()), options, router_, stats_);
    if (!daemon) return daemon.Failure();
    daemons_.push_back(std::move(daemon.Value()));
    return OkStatus();
  }

  [[nodiscard]] std::vector<std::string> BoundAddresses() const override {
    std::vector<std::string> names;
    names.reserve(daemons_.size());
    for (const auto& daemon : daemons_) names.push_back(daemon->Name());
    return names;
  }

 private:
  Router router_;
  SelfStats& stats_;
  std::vector<std::unique_ptr<MhdDaemon>> daemons_;  // last: they use all of the above
};

// Owned from here on, so that an error half way closes those not yet used.
std::vector<UniqueFd> TakeOver(const std::vector<int>& fds) { return {fds.begin(), fds.end()}; }

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpOptions& options,
                                                      std::vector<HttpRoute> routes,
                                                      SelfStats& stats) {
  std::vector<UniqueFd> inherited = TakeOver(options.inherited_sockets);
  if (options.listen_addresses.empty() && inherited.empty()) {
    return Error{"no address to listen on"};
  }
  auto server = std::make_unique<MhdServer>(std::move(routes), stats);
  for (const std::string& address : options.listen_addresses) {
    const Status added = server->Add(OpenListenSocket(address), options);
    if (!added) return added.Failure();
  }
  for (UniqueFd& fd : inherited) {
    const Status added = server->Add(AdoptListenSocket(std::move(fd)), options);
    if (!added) return added.Failure();
  }
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace sockwatch
