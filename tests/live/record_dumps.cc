// Records the fixtures of tests/fixtures/netlink: makes sockets in every state that can be had in a
// network namespace of its own, dumps them, and asks `ss` for the same. Needs root.
//
//   record_dumps DIRECTORY
#include <fcntl.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "netlink/diag_request.h"
#include "netlink/loopback.h"
#include "netlink/mnl_transport.h"
#include "netlink/udp_diag.h"
#include "netlink/unix_diag.h"
#include "support/other_zoo.h"

namespace sockwatch::testing {
namespace {

constexpr std::uint32_t kSequence = 1;

void EnterOwnNamespace() {
  Checked(::unshare(CLONE_NEWNET), "unshare");
  const UniqueFd fd(Checked(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", sizeof(request.ifr_name) - 1);
  request.ifr_flags = IFF_UP;
  Checked(::ioctl(fd.Get(), SIOCSIFFLAGS, &request), "SIOCSIFFLAGS");
}

// Messages of one dump up to the one that holds NLMSG_DONE. A small buffer makes more datagrams.
void Record(std::ostream& file, std::span<const std::byte> request, std::size_t buffer_size) {
  MnlTransport transport;
  if (transport.Reset() != 0 || transport.Send(request) != 0) std::abort();
  std::vector<std::byte> buffer(buffer_size);
  for (bool done = false; !done;) {
    const Received received = transport.Receive(buffer);
    if (received.status != ReceiveStatus::kDatagram) std::abort();
    const auto length = static_cast<std::uint32_t>(received.length);
    file.write(reinterpret_cast<const char*>(&length), sizeof(length));
    file.write(reinterpret_cast<const char*>(buffer.data()), static_cast<std::streamsize>(length));
    // NLMSG_DONE is a message of 20 bytes, and the last one.
    std::uint16_t type = 0;
    std::memcpy(&type, buffer.data() + length - 20 + 4, sizeof(type));
    done = type == 3;
  }
}

void RecordWithSs(const std::string& directory, const std::string& name, std::size_t buffer_size) {
  std::ofstream file(directory + "/" + name + ".bin", std::ios::binary);
  Record(file, MakeDiagRequest(kSequence), buffer_size);
  const std::string command = "ss -tanHe > " + directory + "/" + name + ".ss";
  if (std::system(command.c_str()) != 0) std::abort();
}

// As a user without capabilities sees it: rows have no INET_DIAG_MARK.
void RecordUnprivileged(const std::string& directory) {
  std::ofstream file(directory + "/unprivileged.bin", std::ios::binary);
  Checked(::seteuid(65534), "seteuid");
  Record(file, MakeDiagRequest(kSequence), 32768);
  Checked(::seteuid(0), "seteuid");
}

// UDP and UNIX sockets. They are counted only: what was made is the second opinion.
void RecordOtherZoo(const std::string& directory) {
  const OtherZoo zoo;
  const auto record = [&directory](const std::string& name, std::span<const std::byte> request) {
    std::ofstream file(directory + "/" + name + ".bin", std::ios::binary);
    Record(file, request, 32768);
  };
  record("udp_ipv4", MakeUdpRequest(kSequence, Family::kIpv4));
  record("udp_ipv6", MakeUdpRequest(kSequence, Family::kIpv6));
  record("unix", MakeUnixRequest(kSequence));
}

void Write(const UniqueFd& fd, const std::string& text) {
  Checked(static_cast<int>(::write(fd.Get(), text.data(), text.size())), "write");
}

struct Pair {
  UniqueFd client;
  UniqueFd server;
};

Pair MakePair(int family, const UniqueFd& listener, std::uint16_t port) {
  Pair pair;
  pair.client = Connect(family, port);
  pair.server = Accept(listener);
  return pair;
}

// Everything kept open lives in here.
class Zoo {
 public:
  void MakeIpv4() {
    const UniqueFd& listener = Keep(Listen(AF_INET, 5001));
    Keep(MakePair(AF_INET, listener, 5001));
    Pair unread = MakePair(AF_INET, listener, 5001);  // CLOSE_WAIT with 5 bytes, FIN_WAIT2 orphan
    Write(unread.client, "hello");
    unread.client.Reset();
    Keep(std::move(unread.server));
    Pair half = MakePair(AF_INET, listener, 5001);  // CLOSE_WAIT, and a FIN_WAIT2 that has an owner
    Checked(::shutdown(half.client.Get(), SHUT_WR), "shutdown");
    Keep(std::move(half));
    Pair closed = MakePair(AF_INET, listener, 5001);  // TIME_WAIT
    closed.client.Reset();
    closed.server.Reset();
    Keep(Connect(AF_INET, 5001));  // ESTABLISHED, in the accept queue
  }

  void MakeIpv6() {
    const UniqueFd& listener = Keep(Listen(AF_INET6, 5002, 16, true));
    Keep(MakePair(AF_INET6, listener, 5002));
    Keep(MakePair(AF_INET, listener, 5002));  // v4-mapped at the server's end
    Pair closed = MakePair(AF_INET6, listener, 5002);
    closed.client.Reset();
    closed.server.Reset();
  }

  // A deferred accept leaves the request socket in SYN_RECV until data comes.
  void MakeSynRecv() {
    const UniqueFd& listener = Keep(Listen(AF_INET, 5003));
    const int seconds = 30;
    Checked(::setsockopt(listener.Get(), IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof(seconds)),
            "TCP_DEFER_ACCEPT");
    Keep(Connect(AF_INET, 5003));
  }

  // SYNs to a full accept queue are dropped.
  void MakeSynSent() {
    Keep(Listen(AF_INET, 5004, 0));
    Keep(Connect(AF_INET, 5004));
    Keep(Connect(AF_INET, 5004, SOCK_NONBLOCK));
  }

  // Closed with data that the peer has no room for: FIN_WAIT1 without an owner.
  void MakeFinWait1() {
    const UniqueFd& listener = Keep(Listen(AF_INET, 5005));
    const int bytes = 4096;
    Checked(::setsockopt(listener.Get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes)),
            "SO_RCVBUF");
    Pair pair = MakePair(AF_INET, listener, 5005);
    Checked(::fcntl(pair.client.Get(), F_SETFL, O_NONBLOCK), "O_NONBLOCK");
    const std::string block(65536, 'x');
    while (::write(pair.client.Get(), block.data(), block.size()) > 0) {
    }
    pair.client.Reset();
    Keep(std::move(pair.server));
  }

  void MakeMany(int count) {
    const UniqueFd& listener = Keep(Listen(AF_INET, 5006, count));
    for (int i = 0; i < count; ++i) Keep(MakePair(AF_INET, listener, 5006));
  }

 private:
  const UniqueFd& Keep(UniqueFd fd) { return *kept_.insert(kept_.end(), std::move(fd)); }
  void Keep(Pair pair) {
    Keep(std::move(pair.client));
    Keep(std::move(pair.server));
  }

  std::vector<UniqueFd> kept_ = [] {
    std::vector<UniqueFd> kept;
    kept.reserve(1000);  // Keep() returns references
    return kept;
  }();
};

void RecordAll(const std::string& directory) {
  EnterOwnNamespace();
  RecordWithSs(directory, "empty", 32768);
  RecordOtherZoo(directory);
  Zoo zoo;
  zoo.MakeIpv4();
  zoo.MakeIpv6();
  zoo.MakeSynRecv();
  zoo.MakeSynSent();
  zoo.MakeFinWait1();
  ::usleep(900'000);  // until delayed acknowledgements have turned FIN_WAIT1 into FIN_WAIT2
  RecordUnprivileged(directory);
  RecordWithSs(directory, "states", 32768);
  zoo.MakeMany(50);
  RecordWithSs(directory, "datagrams", 4096);
}

}  // namespace
}  // namespace sockwatch::testing

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: record_dumps DIRECTORY\n";
    return 2;
  }
  try {
    sockwatch::testing::RecordAll(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << "record_dumps: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
