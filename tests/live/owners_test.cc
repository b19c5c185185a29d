// Who is named for sockets that are handed around between real processes.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <utility>

#include "live/live_pipeline.h"
#include "support/check.h"
#include "support/child.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;

const SocketAddress kAnyPort = SocketAddress::Loopback(LoopbackKind::kIpv4, 0);

// A process called `name` that does `body`, says so, and then holds what it has.
Child Named(const std::string& name, std::function<void(LinePipe&)> body) {
  Child child = Child::Fork([&](LinePipe& pipe) {
    ::prctl(PR_SET_NAME, name.c_str());
    body(pipe);
    pipe.Write("ready");
    pipe.Read();
    return 0;
  });
  return child;
}

void WaitReady(Child& child) { REQUIRE(child.Pipe().Read() == "ready"); }

std::string PortOf(const UniqueFd& listener) {
  return std::to_string(SocketAddress::LocalOf(listener.Get()).Port());
}

struct Pair {
  UniqueFd client;
  UniqueFd server;
};

Pair ConnectTo(const UniqueFd& listener) {
  const auto to = SocketAddress::LocalOf(listener.Get());
  Pair pair;
  pair.client = NewSocket(to);
  Connect(pair.client.Get(), to);
  pair.server = Accept(listener.Get());
  return pair;
}

// Hands the descriptor to the process at the other end of the socket pair (SCM_RIGHTS, unix(7)).
void SendFd(int channel, int fd) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::copy_n(reinterpret_cast<const char*>(&fd), sizeof(int),
              reinterpret_cast<char*>(CMSG_DATA(header)));
  Check(::sendmsg(channel, &message, 0), "sendmsg");
}

void ReceiveFd(int channel) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  Check(::recvmsg(channel, &message, MSG_CMSG_CLOEXEC), "recvmsg");
}

TEST_CASE("A program that fork and exec left a socket to is its owner") {
  LivePipeline pipeline;
  UniqueFd listener = Listen(kAnyPort);
  Pair pair = ConnectTo(listener);
  ::fcntl(pair.server.Get(), F_SETFD, 0);
  const Child heir = Child::Exec({"sleep", "60"});
  pair.server.Reset();
  WaitUntil("exec", [&] {
    std::array<char, 64> exe{};
    const std::string link = "/proc/" + std::to_string(heir.Pid()) + "/exe";
    const auto length = ::readlink(link.c_str(), exe.data(), exe.size());
    return length > 0 &&
           std::string(exe.data(), static_cast<std::size_t>(length)).ends_with("sleep");
  });
  // Provisionally the listener's; by inode when seen a second time.
  pipeline.Tick();
  CHECK(CountOf(*pipeline.Tick(), "sleep", kEstablished, "server", PortOf(listener)) == 1);
}

TEST_CASE("A socket passed to another process is that process's") {
  LivePipeline pipeline;
  std::array<int, 2> ends{};
  Check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), "socketpair");
  Child receiver = Named("receiver", [&](LinePipe&) { ReceiveFd(ends[1]); });
  UniqueFd listener = Listen(kAnyPort);
  Pair pair = ConnectTo(listener);
  SendFd(ends[0], pair.client.Get());
  WaitReady(receiver);
  pair.client.Reset();
  CHECK(CountOf(*pipeline.Tick(), "receiver", kEstablished, "client", PortOf(listener)) == 1);
}

TEST_CASE("A prefork server's listener is the master's, and connections are the worker's") {
  LivePipeline pipeline;
  UniqueFd listener = Listen(kAnyPort);
  const auto at = SocketAddress::LocalOf(listener.Get());
  UniqueFd client = NewSocket(at);
  Child worker = Named("worker", [&](LinePipe&) {
    client.Reset();
    static_cast<void>(Accept(listener.Get()).Release());
  });
  Connect(client.Get(), at);
  WaitReady(worker);
  pipeline.Tick();
  const auto snapshot = pipeline.Tick();
  CHECK(CountOf(*snapshot, "worker", kEstablished, "server", PortOf(listener)) == 1);
  CHECK(CountOf(*snapshot, "worker", kListen) == 0);
}

TEST_CASE("Two programs that share a port by SO_REUSEPORT have a listener each") {
  LivePipeline pipeline;
  const auto listen = [](std::uint16_t port) {
    const auto at = SocketAddress::Loopback(LoopbackKind::kIpv4, port);
    UniqueFd fd = NewSocket(at);
    SetOption(fd.Get(), SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT");
    Check(::bind(fd.Get(), at.Raw(), at.Length()), "bind");
    Check(::listen(fd.Get(), 8), "listen");
    static_cast<void>(fd.Release());
  };
  Child a = Named("reuse-a", [&](LinePipe&) { listen(7001); });
  Child b = Named("reuse-b", [&](LinePipe&) { listen(7001); });
  WaitReady(a);
  WaitReady(b);
  const auto snapshot = pipeline.Tick();
  CHECK(CountOf(*snapshot, "reuse-a", kListen, "server", "7001") == 1);
  CHECK(CountOf(*snapshot, "reuse-b", kListen, "server", "7001") == 1);
}

TEST_CASE("A connection nobody has accepted is its listener's") {
  LivePipeline pipeline;
  Child server = Named("lazy", [](LinePipe& pipe) {
    UniqueFd listener = Listen(kAnyPort);
    pipe.Write(PortOf(listener));
    static_cast<void>(listener.Release());
  });
  const std::string port = server.Pipe().Read().value();
  WaitReady(server);
  const auto to =
      SocketAddress::Loopback(LoopbackKind::kIpv4, static_cast<std::uint16_t>(std::stoi(port)));
  UniqueFd client = NewSocket(to);
  Connect(client.Get(), to);
  SendFin(client.Get());
  pipeline.Tick();
  CHECK(CountOf(*pipeline.Tick(), "lazy", kCloseWait, "server", port) == 1);
}

TEST_CASE("Connections stay their server's when the listener closes") {
  LivePipeline pipeline;
  UniqueFd listener = Listen(kAnyPort);
  const std::string port = PortOf(listener);
  const Pair pair = ConnectTo(listener);
  const auto before = pipeline.Tick();
  listener.Reset();
  pipeline.Tick();
  pipeline.Tick();
  const auto after = pipeline.Tick();
  std::uint32_t servers = 0;
  for (const GroupRow& row : after->groups) {
    if (row.labels.role != "server" || row.labels.port != port) continue;
    CHECK(row.labels.process != "unattributed");
    servers += row.sockets.at(Index(kEstablished));
  }
  CHECK(servers == 1);
}

TEST_CASE("A socket-activated program owns the listener it was started with") {
  LivePipeline pipeline;
  Child activator = Child::Exec({"systemd-socket-activate", "-l", "127.0.0.1:7002", "sleep", "60"});
  const auto to = SocketAddress::Loopback(LoopbackKind::kIpv4, 7002);
  UniqueFd client;
  WaitUntil("a listener on port 7002", [&] {
    client = NewSocket(to);
    return ::connect(client.Get(), to.Raw(), to.Length()) == 0;
  });
  WaitUntil("the activated program",
            [&] { return CountOf(*pipeline.Tick(), "sleep", kListen, "server", "7002") == 1; });
  // What waits in the accept queue is the listener's, too.
  pipeline.Tick();
  CHECK(CountOf(*pipeline.Tick(), "sleep", kEstablished, "server", "7002") == 1);
}

TEST_CASE("TIME_WAIT stays with the process that had the socket") {
  LivePipeline pipeline;
  UniqueFd listener = Listen(kAnyPort);
  const std::string port = PortOf(listener);
  Child app = Named("app", [&](LinePipe& pipe) {
    UniqueFd client = NewSocket(SocketAddress::LocalOf(listener.Get()));
    Connect(client.Get(), SocketAddress::LocalOf(listener.Get()));
    listener.Reset();
    pipe.Write("connected");
    pipe.Read();
    client.Reset();
  });
  REQUIRE(app.Pipe().Read() == "connected");
  UniqueFd server = Accept(listener.Get());
  CHECK(CountOf(*pipeline.Tick(), "app", kEstablished, "client", port) == 1);
  app.Pipe().Write("close");
  WaitReady(app);
  WaitForState(server.Get(), kCloseWait);
  server.Reset();
  WaitUntil("TIME_WAIT", [&] { return CountOf(*pipeline.Tick(), "app", kTimeWait) == 1; });
}

}  // namespace
}  // namespace sockwatch::testing
