#include "bench/short_connections.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <deque>
#include <unordered_map>

#include "base/unique_fd.h"
#include "support/check.h"
#include "support/tcp_socket.h"

namespace sockwatch::bench {

using testing::Check;
using testing::LoopbackKind;
using testing::SocketAddress;

namespace {

using Clock = std::chrono::steady_clock;

void SayReady() {
  std::puts("ready");
  std::fflush(stdout);
}

// Waits for stdin until `deadline`; true once it has been closed.
bool InputClosed(Clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd waiting{STDIN_FILENO, POLLIN, 0};
  if (::poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0) <= 0) return false;
  std::array<char, 64> ignored{};
  return ::read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0;
}

class Server {
 public:
  explicit Server(const ShortLoad& load)
      : load_(load),
        listener_(testing::Listen(SocketAddress::Loopback(LoopbackKind::kIpv4, load.port), 1024)),
        epoll_(Check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
    Watch(listener_.Get());
    Watch(STDIN_FILENO);
  }

  void Run() {
    std::array<epoll_event, 64> events{};
    for (;;) {
      const int ready = ::epoll_wait(epoll_.Get(), events.data(), events.size(), -1);
      for (int i = 0; i < ready; ++i) {
        if (!Handle(events.at(static_cast<std::size_t>(i)).data.fd)) return;
      }
    }
  }

 private:
  void Watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    Check(::epoll_ctl(epoll_.Get(), EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  }

  // False when stdin is closed.
  bool Handle(int fd) {
    if (fd == STDIN_FILENO) return !InputClosed(Clock::now());
    if (fd == listener_.Get()) {
      UniqueFd connection = testing::Accept(fd);
      Watch(connection.Get());
      connections_.emplace(connection.Get(), std::move(connection));
    } else {
      Answer(fd);
    }
    return true;
  }

  // A second read finds the client's FIN.
  void Answer(int fd) {
    std::array<char, 256> request{};
    const bool more = ::read(fd, request.data(), request.size()) > 0;
    if (more) ::send(fd, "ok\n", 3, MSG_NOSIGNAL);
    if (!more || load_.server_closes) connections_.erase(fd);
  }

  ShortLoad load_;
  UniqueFd listener_;
  UniqueFd epoll_;
  std::unordered_map<int, UniqueFd> connections_;
};

class Client {
 public:
  explicit Client(const ShortLoad& load)
      : load_(load), server_(SocketAddress::Loopback(LoopbackKind::kIpv4, load.port)) {}

  void Run() {
    const auto step = std::chrono::nanoseconds(std::chrono::seconds(1)) / load_.rate;
    auto next = Clock::now();
    while (!InputClosed(std::min(next, NextEnd()))) {
      const auto now = Clock::now();
      CloseOld(now);
      for (; next <= now; next += step) {
        if (now - next < std::chrono::milliseconds(100)) Open(now);
      }
    }
  }

  [[nodiscard]] unsigned long Made() const { return made_; }

 private:
  struct Connection {
    UniqueFd fd;
    Clock::time_point end;
  };

  [[nodiscard]] Clock::time_point NextEnd() const {
    return living_.empty() ? Clock::time_point::max() : living_.front().end;
  }

  void Open(Clock::time_point now) {
    UniqueFd fd = testing::NewSocket(server_);
    testing::Connect(fd.Get(), server_);
    Check(::send(fd.Get(), "get\n", 4, MSG_NOSIGNAL), "send request");
    living_.push_back({std::move(fd), now + std::chrono::milliseconds(load_.life_ms)});
    ++made_;
  }

  void CloseOld(Clock::time_point now) {
    std::array<char, 16> response{};
    while (!living_.empty() && living_.front().end <= now) {
      Check(::read(living_.front().fd.Get(), response.data(), response.size()), "read response");
      living_.pop_front();
    }
  }

  ShortLoad load_;
  SocketAddress server_;
  std::deque<Connection> living_;
  unsigned long made_ = 0;
};

}  // namespace

int RunShortServer(const ShortLoad& load) {
  Server server(load);
  SayReady();
  server.Run();
  return 0;
}

int RunShortClient(const ShortLoad& load) {
  Client client(load);
  SayReady();
  client.Run();
  std::printf("made %lu\n", client.Made());
  return 0;
}

}  // namespace sockwatch::bench
