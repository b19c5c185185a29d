// How each state of the zoo is brought about.
#include <netinet/tcp.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "support/check.h"
#include "support/tcp_zoo.h"

namespace sockwatch::testing {
namespace {

// Reads to the end of file: what a program that has noticed the FIN has done.
void Drain(int fd) {
  std::array<char, 256> bytes{};
  while (Check(::read(fd, bytes.data(), bytes.size()), "read") > 0) {
  }
}

}  // namespace

void TcpZoo::AddEstablished() {
  Pair pair = Connected();
  AddHeld(std::move(pair.client), "ESTABLISHED, client", TcpState::kEstablished);
  AddHeld(std::move(pair.server), "ESTABLISHED, server", TcpState::kEstablished);
}

// A deaf listener never sees the SYN.
void TcpZoo::AddSynSent() {
  UniqueFd listener = AddListener("LISTEN, deaf");
  MakeDeaf(listener.Get());
  const SocketAddress server = SocketAddress::LocalOf(listener.Get());
  UniqueFd client = NewSocket(server);
  BeginConnect(client.Get(), server);
  held_.push_back(std::move(listener));
  AddHeld(std::move(client), "SYN_SENT", TcpState::kSynSent);
  rows_.back().remote_port = server.Port();
}

// A deaf client never sees the SYN-ACK: the server keeps a request socket, which is nobody's.
void TcpZoo::AddSynRecv() {
  UniqueFd client = NewSocket(server_);
  MakeDeaf(client.Get());
  BeginConnect(client.Get(), server_);
  ZooRow request;
  request.what = "SYN_RECV";
  request.state = TcpState::kSynRecv;
  request.family = ReportedFamily(kind_);
  request.local_port = server_.Port();
  request.remote_port = SocketAddress::LocalOf(client.Get()).Port();
  rows_.push_back(request);
  AddHeld(std::move(client), "SYN_SENT, deaf", TcpState::kSynSent);
  rows_.back().remote_port = server_.Port();
}

// TCP_DEFER_ACCEPT (tcp(7)): the last ACK of the handshake makes no socket as long as no data come.
void TcpZoo::AddDeferredSynRecv() {
  UniqueFd listener = AddListener("LISTEN, TCP_DEFER_ACCEPT");
  SetOption(listener.Get(), IPPROTO_TCP, TCP_DEFER_ACCEPT, 120, "TCP_DEFER_ACCEPT");
  const SocketAddress server = SocketAddress::LocalOf(listener.Get());
  UniqueFd client = NewSocket(server);
  Connect(client.Get(), server);
  ZooRow request;
  request.what = "SYN_RECV, TCP_DEFER_ACCEPT";
  request.state = TcpState::kSynRecv;
  request.family = ReportedFamily(kind_);
  request.local_port = server.Port();
  request.remote_port = SocketAddress::LocalOf(client.Get()).Port();
  rows_.push_back(request);
  held_.push_back(std::move(listener));
  AddHeld(std::move(client), "ESTABLISHED, deferred", TcpState::kEstablished);
}

void TcpZoo::AddFinWait1() {
  Pair held = ClientInFinWait1();
  AddHeld(std::move(held.client), "FIN_WAIT1, held", TcpState::kFinWait1);
  AddHeld(std::move(held.server), "ESTABLISHED, deaf to FIN", TcpState::kEstablished);
  Pair orphan = ClientInFinWait1();
  AddOrphan(std::move(orphan.client), "FIN_WAIT1, orphan", TcpState::kFinWait1);
  AddHeld(std::move(orphan.server), "ESTABLISHED, deaf to orphan", TcpState::kEstablished);
}

// The orphan goes on as a minisock for net.ipv4.tcp_fin_timeout.
void TcpZoo::AddFinWait2() {
  Pair held = ServerInCloseWait();
  AddHeld(std::move(held.client), "FIN_WAIT2, held", TcpState::kFinWait2);
  AddHeld(std::move(held.server), "CLOSE_WAIT, bare FIN", TcpState::kCloseWait, 1);
  Pair orphan = ServerInCloseWait();
  AddOrphan(std::move(orphan.client), "FIN_WAIT2, minisock", TcpState::kFinWait2);
  AddHeld(std::move(orphan.server), "CLOSE_WAIT, of minisock", TcpState::kCloseWait, 1);
}

void TcpZoo::AddTimeWait() {
  Pair pair = ServerInCloseWait();
  AddOrphan(std::move(pair.client), "TIME_WAIT", TcpState::kTimeWait);
  pair.server.Reset();
}

void TcpZoo::AddCloseWaitUnaccepted() {
  UniqueFd listener = AddListener("LISTEN, never accepts");
  rows_.back().receive_queue = 1;
  const SocketAddress server = SocketAddress::LocalOf(listener.Get());
  UniqueFd client = NewSocket(server);
  Connect(client.Get(), server);
  SendFin(client.Get());
  ZooRow queued = Describe(client.Get(), "CLOSE_WAIT, unaccepted", TcpState::kFinWait2);
  queued.state = TcpState::kCloseWait;
  std::swap(queued.local_port, queued.remote_port);
  queued.inode = 0;
  queued.cookie = 0;
  queued.receive_queue = 1;
  rows_.push_back(queued);
  held_.push_back(std::move(listener));
  AddHeld(std::move(client), "FIN_WAIT2, of unaccepted", TcpState::kFinWait2);
}

// The FIN counts as one byte of the receive queue until it is read.
void TcpZoo::AddCloseWaitUnread() {
  Pair pair = Connected();
  Check(::send(pair.client.Get(), "hello", 5, MSG_NOSIGNAL), "send");
  SendFin(pair.client.Get());
  AddHeld(std::move(pair.server), "CLOSE_WAIT, unread", TcpState::kCloseWait, 6);
  AddHeld(std::move(pair.client), "FIN_WAIT2, of unread", TcpState::kFinWait2);
}

void TcpZoo::AddCloseWaitHeld() {
  Pair pair = ServerInCloseWait();
  Drain(pair.server.Get());
  AddHeld(std::move(pair.server), "CLOSE_WAIT, held", TcpState::kCloseWait, 0);
  AddHeld(std::move(pair.client), "FIN_WAIT2, of held", TcpState::kFinWait2);
}

// The end that closes last, to a peer that does not hear its FIN.
void TcpZoo::AddLastAck() {
  Pair held = ServerInCloseWait();
  MakeDeaf(held.client.Get());
  SendFin(held.server.Get());
  AddHeld(std::move(held.server), "LAST_ACK, held", TcpState::kLastAck, 1);
  AddHeld(std::move(held.client), "FIN_WAIT2, of held LAST_ACK", TcpState::kFinWait2);
  Pair orphan = ServerInCloseWait();
  Drain(orphan.server.Get());
  MakeDeaf(orphan.client.Get());
  AddOrphan(std::move(orphan.server), "LAST_ACK, orphan", TcpState::kLastAck);
  AddHeld(std::move(orphan.client), "FIN_WAIT2, of orphan LAST_ACK", TcpState::kFinWait2);
}

// Simultaneous close (RFC 9293, figure 13): a deaf peer sends its own FIN without having seen ours.
void TcpZoo::AddClosing() {
  Pair held = ClientInFinWait1();
  SendFin(held.server.Get());
  AddHeld(std::move(held.client), "CLOSING, held", TcpState::kClosing, 1);
  AddHeld(std::move(held.server), "FIN_WAIT1, of CLOSING", TcpState::kFinWait1);
  Pair orphan = ClientInFinWait1();
  AddOrphan(std::move(orphan.client), "CLOSING, orphan", TcpState::kClosing, 1);
  SendFin(orphan.server.Get());
  AddHeld(std::move(orphan.server), "FIN_WAIT1, of orphan CLOSING", TcpState::kFinWait1);
}

// Never bound, bound only, and reset by its peer: three ways to be in CLOSE and in no dump.
void TcpZoo::AddClosed() {
  held_.push_back(NewSocket(server_));
  held_.push_back(NewSocket(server_));
  const SocketAddress any = SocketAddress::Loopback(kind_, 0);
  Check(::bind(held_.back().Get(), any.Raw(), any.Length()), "bind");
  Pair pair = Connected();
  const linger abort{1, 0};
  Check(::setsockopt(pair.client.Get(), SOL_SOCKET, SO_LINGER, &abort, sizeof(abort)), "SO_LINGER");
  pair.client.Reset();
  WaitForState(pair.server.Get(), TcpState::kClose);
  held_.push_back(std::move(pair.server));
}

}  // namespace sockwatch::testing
