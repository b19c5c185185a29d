#include "support/puppet_hands.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

#include <array>
#include <iterator>
#include <stdexcept>

#include "support/check.h"
#include "support/child.h"
#include "support/named_netns.h"
#include "support/netns.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

using Words = std::istringstream;

std::array<char, 65536> buffer;

std::string Word(Words& words) {
  std::string word;
  words >> word;
  return word;
}

int Number(Words& words) { return std::stoi(Word(words)); }

SocketAddress Address(Words& words) { return SocketAddress::Parse(Word(words)); }

// Leaves the port to connect(2), which may give it out once for each destination (ip(7)).
void BindTo(int fd, const std::string& address) {
  SetOption(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1, "IP_BIND_ADDRESS_NO_PORT");
  const SocketAddress at = SocketAddress::Parse(address + ":0");
  Check(::bind(fd, at.Raw(), at.Length()), "bind to " + address);
}

}  // namespace

std::string PuppetHands::Do(const std::string& order) {
  static const std::map<std::string, void (PuppetHands::*)(Words&)> moves = {
      {"listen", &PuppetHands::Listen},   {"accept", &PuppetHands::Accept},
      {"connect", &PuppetHands::Connect}, {"begin", &PuppetHands::Begin},
      {"try", &PuppetHands::Try},         {"send", &PuppetHands::Send},
      {"fill", &PuppetHands::Fill},       {"unsent", &PuppetHands::Unsent},
      {"read", &PuppetHands::Read},       {"drain", &PuppetHands::Drain},
      {"fin", &PuppetHands::Fin},         {"await", &PuppetHands::Await},
      {"ports", &PuppetHands::Ports},     {"close", &PuppetHands::Close},
      {"open", &PuppetHands::Open},       {"limit", &PuppetHands::Limit},
      {"leave", &PuppetHands::Leave},     {"join", &PuppetHands::Join},
      {"run", &PuppetHands::Run}};
  Words words(order);
  answer_.clear();
  (this->*moves.at(Word(words)))(words);
  return answer_;
}

void PuppetHands::ForEach(Words& words, const std::function<void(int)>& act) {
  for (const UniqueFd& fd : held_.at(Word(words))) act(fd.Get());
}

void PuppetHands::Listen(Words& words) {
  const std::string address = Word(words);
  listeners_[address] = testing::Listen(SocketAddress::Parse(address), Number(words));
}

void PuppetHands::Accept(Words& words) {
  Sockets& sockets = held_[Word(words)];
  const int listener = listeners_.at(Word(words)).Get();
  for (int i = Number(words); i > 0; --i) sockets.push_back(testing::Accept(listener));
}

void PuppetHands::Connect(Words& words) {
  Sockets& sockets = held_[Word(words)];
  const SocketAddress to = Address(words);
  const int count = Number(words);
  const std::string from = Word(words);
  for (int i = 0; i < count; ++i) {
    sockets.push_back(NewSocket(to));
    if (!from.empty()) BindTo(sockets.back().Get(), from);
    testing::Connect(sockets.back().Get(), to);
  }
}

void PuppetHands::Begin(Words& words) {
  Sockets& sockets = held_[Word(words)];
  const SocketAddress to = Address(words);
  for (int i = Number(words); i > 0; --i) {
    sockets.push_back(NewSocket(to));
    BeginConnect(sockets.back().Get(), to);
  }
}

void PuppetHands::Try(Words& words) {
  const SocketAddress to = Address(words);
  const UniqueFd socket = NewSocket(to);
  const bool connected = ::connect(socket.Get(), to.Raw(), to.Length()) == 0;
  answer_ = std::to_string(connected ? 0 : errno);
}

void PuppetHands::Send(Words& words) {
  Sockets& sockets = held_.at(Word(words));
  const std::string bytes(static_cast<std::size_t>(Number(words)), 'x');
  for (const UniqueFd& fd : sockets) Check(::send(fd.Get(), bytes.data(), bytes.size(), 0), "send");
}

void PuppetHands::Fill(Words& words) {
  ssize_t all = 0;
  ForEach(words, [&all](int fd) {
    ssize_t sent = 0;
    while ((sent = ::send(fd, buffer.data(), buffer.size(), MSG_DONTWAIT)) > 0) all += sent;
  });
  answer_ = std::to_string(all);
}

void PuppetHands::Unsent(Words& words) {
  int all = 0;
  ForEach(words, [&all](int fd) {
    int unsent = 0;
    Check(::ioctl(fd, SIOCOUTQ, &unsent), "SIOCOUTQ");  // tcp(7)
    all += unsent;
  });
  answer_ = std::to_string(all);
}

void PuppetHands::Read(Words& words) {
  ForEach(words, [](int fd) {
    while (::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT) > 0) {
    }
  });
}

void PuppetHands::Drain(Words& words) {
  ForEach(words, [](int fd) {
    while (Check(::recv(fd, buffer.data(), buffer.size(), 0), "recv") > 0) {
    }
  });
}

void PuppetHands::Fin(Words& words) { ForEach(words, SendFin); }

void PuppetHands::Await(Words& words) {
  const Sockets& sockets = held_.at(Word(words));
  const std::string state = Word(words);
  for (const UniqueFd& fd : sockets) {
    WaitUntil(state, [&] { return TcpStateName(StateOf(fd.Get())) == state; });
  }
}

void PuppetHands::Ports(Words& words) {
  ForEach(words,
          [&](int fd) { answer_ += std::to_string(SocketAddress::LocalOf(fd).Port()) + " "; });
}

void PuppetHands::Close(Words& words) { held_.erase(Word(words)); }

void PuppetHands::Open(Words& words) {
  for (int i = Number(words); i > 0; --i) {
    others_.emplace_back(Check(::open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null"));
  }
}

void PuppetHands::Limit(Words& words) {
  const auto most = static_cast<rlim_t>(Number(words));
  const rlimit limit{most, most};
  Check(::setrlimit(RLIMIT_NOFILE, &limit), "RLIMIT_NOFILE");
}

void PuppetHands::Leave(Words& /*words*/) { PrivateNetns(); }

void PuppetHands::Join(Words& words) { JoinNetns(Word(words)); }

void PuppetHands::Run(Words& words) {
  const std::vector<std::string> program{std::istream_iterator<std::string>(words), {}};
  if (Child::Exec(program).Wait() != 0) throw std::runtime_error(program.front() + " failed");
}

}  // namespace sockwatch::testing
