#include "bench/load_worker.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "support/check.h"

namespace sockwatch::bench {

using testing::Check;
using testing::LoopbackKind;
using testing::SocketAddress;

namespace {

constexpr int kBacklog = 16;                    // one connection at a time waits in it
constexpr std::uint32_t kSources = 0x7f000100;  // 127.0.1.0
constexpr std::size_t kOtherDescriptors = 64;   // pipes, stdio, a pair being replaced

// Chooses the local address only; connect() then picks the port with the whole 4-tuple in view.
void BindSource(int fd, std::uint32_t address) {
  testing::SetOption(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1, "IP_BIND_ADDRESS_NO_PORT");
  const SocketAddress source = SocketAddress::V4(address, 0);
  Check(::bind(fd, source.Raw(), source.Length()), "bind source");
}

}  // namespace

LoadWorker::LoadWorker(const Load& load) : load_(load) {
  for (std::size_t i = 0; i < load_.listeners; ++i) {
    const auto port = static_cast<std::uint16_t>(load_.first_port + i);
    servers_.push_back({Listen(SocketAddress::Loopback(LoopbackKind::kIpv4, port), kBacklog),
                        Listen(SocketAddress::Loopback(LoopbackKind::kIpv6, port), kBacklog),
                        port});
  }
  pairs_.reserve(load_.pairs);
  for (std::size_t slot = 0; slot < load_.pairs; ++slot) pairs_.push_back(Connect(slot));
}

// What a pair is follows from its slot alone, so that its replacement is the same.
LoadWorker::Pair LoadWorker::Connect(std::size_t slot) const {
  const Server& server = servers_[slot % servers_.size()];
  const bool ipv6 = slot / servers_.size() % 100 < load_.ipv6;
  const LoopbackKind kind = ipv6 ? LoopbackKind::kIpv6 : LoopbackKind::kIpv4;
  const SocketAddress to = SocketAddress::Loopback(kind, server.port);
  Pair pair;
  pair.client = testing::NewSocket(to);
  if (!ipv6) {
    BindSource(pair.client.Get(), kSources + 1 + static_cast<std::uint32_t>(slot % load_.sources));
  }
  testing::Connect(pair.client.Get(), to);
  pair.server = testing::Accept(ipv6 ? server.ipv6.Get() : server.ipv4.Get());
  // Spread by a prime, so that both families and all listeners have their share.
  if (slot * 61 % 100 < load_.close_wait) {
    testing::SendFin(pair.client.Get());
  }
  return pair;
}

void LoadWorker::Abort(Pair& pair) {
  const linger reset{1, 0};
  Check(::setsockopt(pair.client.Get(), SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)), "SO_LINGER");
  pair.client.Reset();
  pair.server.Reset();
}

void LoadWorker::Churn() {
  const std::size_t count = pairs_.size() * load_.churn / 100;
  for (std::size_t i = 0; i < count; ++i, next_ = (next_ + 1) % pairs_.size()) {
    Abort(pairs_[next_]);
    pairs_[next_] = Connect(next_);
  }
}

void LoadWorker::CloseSome() {
  for (std::size_t i = 0; i < load_.time_wait; ++i) {
    Pair pair = Connect(i);
    pair.client.Reset();
    pair.server.Reset();
  }
}

int RunLoadWorker(const Load& load, testing::LinePipe& pipe) {
  LoadWorker worker(load);
  pipe.Write("ready");
  while (const auto line = pipe.Read(std::chrono::hours(24))) {
    if (*line == "churn") worker.Churn();
    if (*line == "time-wait") worker.CloseSome();
    pipe.Write("done");
  }
  return 0;
}

std::size_t PairsPerProcess(const Load& load) {
  rlimit limit{};
  Check(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
  limit.rlim_cur = limit.rlim_max;
  Check(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
  const std::size_t taken = kOtherDescriptors + 2 * load.listeners;
  return (std::min<std::size_t>(limit.rlim_max, 1'000'000) - taken) / 2;
}

}  // namespace sockwatch::bench
