#include "support/tcp_zoo.h"

#include <netinet/tcp.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "support/check.h"
#include "support/ss.h"

namespace sockwatch::testing {
namespace {

bool IsRowOf(const SsRow& seen, const ZooRow& row) {
  return seen.GetFamily() == row.family && seen.local.port == row.local_port &&
         seen.peer.port == row.remote_port;
}

bool Shown(const std::vector<SsRow>& seen, const ZooRow& row) {
  return std::any_of(seen.begin(), seen.end(), [&row](const SsRow& candidate) {
    return IsRowOf(candidate, row) && candidate.state == row.state;
  });
}

void Finish(int fd) { Check(::shutdown(fd, SHUT_WR), "shutdown"); }

// Reads to the end of file: what a program that has noticed the FIN has done.
void Drain(int fd) {
  std::array<char, 256> bytes{};
  while (Check(::read(fd, bytes.data(), bytes.size()), "read") > 0) {
  }
}

}  // namespace

TcpZoo::TcpZoo(LoopbackKind kind) : kind_(kind) {
  listener_ = AddListener("LISTEN");
  server_ = SocketAddress::LocalOf(listener_.Get());
  AddEstablished();
  AddSynSent();
  AddSynRecv();
  AddDeferredSynRecv();
  AddFinWait1();
  AddFinWait2();
  AddTimeWait();
  AddCloseWaitUnaccepted();
  AddCloseWaitUnread();
  AddCloseWaitHeld();
  AddLastAck();
  AddClosing();
  AddClosed();
  WaitUntilKernelAgrees();
}

std::array<std::uint32_t, kTcpStateCount> TcpZoo::Counts() const {
  std::array<std::uint32_t, kTcpStateCount> counts{};
  for (const ZooRow& row : rows_) ++counts.at(Index(row.state));
  return counts;
}

const ZooRow& TcpZoo::Row(const std::string& what) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&what](const ZooRow& row) { return row.what == what; });
  if (found == rows_.end()) throw std::runtime_error("no such animal: " + what);
  return *found;
}

UniqueFd TcpZoo::AddListener(const std::string& what) {
  UniqueFd fd = Listen(SocketAddress::Loopback(kind_, 0));
  rows_.push_back(Describe(fd.Get(), what, TcpState::kListen));
  return fd;
}

TcpZoo::Pair TcpZoo::Connected() {
  Pair pair;
  pair.client = NewSocket(server_);
  Connect(pair.client.Get(), server_);
  pair.server = Accept(listener_.Get());
  return pair;
}

TcpZoo::Pair TcpZoo::ServerInCloseWait() {
  Pair pair = Connected();
  Finish(pair.client.Get());
  WaitForState(pair.server.Get(), TcpState::kCloseWait);
  WaitForState(pair.client.Get(), TcpState::kFinWait2);
  return pair;
}

TcpZoo::Pair TcpZoo::ClientInFinWait1() {
  Pair pair = Connected();
  MakeDeaf(pair.server.Get());
  Finish(pair.client.Get());
  WaitForState(pair.client.Get(), TcpState::kFinWait1);
  return pair;
}

ZooRow TcpZoo::Describe(int fd, const std::string& what, TcpState state) const {
  WaitForState(fd, state);
  ZooRow row;
  row.what = what;
  row.state = state;
  row.family = ReportedFamily(kind_);
  row.local_port = SocketAddress::LocalOf(fd).Port();
  const bool connected = state != TcpState::kListen && state != TcpState::kSynSent;
  if (connected) row.remote_port = SocketAddress::RemoteOf(fd).Port();
  row.inode = InodeOf(fd);
  row.cookie = CookieOf(fd);
  return row;
}

void TcpZoo::AddHeld(UniqueFd fd, const std::string& what, TcpState state, std::uint32_t unread) {
  rows_.push_back(Describe(fd.Get(), what, state));
  rows_.back().receive_queue = unread;
  held_.push_back(std::move(fd));
}

void TcpZoo::AddOrphan(UniqueFd fd, const std::string& what, TcpState state, std::uint32_t unread) {
  ZooRow row = Describe(fd.Get(), what, StateOf(fd.Get()));
  row.state = state;
  row.inode = 0;
  row.receive_queue = unread;
  row.minisock = state == TcpState::kTimeWait || state == TcpState::kFinWait2;
  rows_.push_back(row);
}

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
  Finish(client.Get());
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
  Finish(pair.client.Get());
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
  Finish(held.server.Get());
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
  Finish(held.server.Get());
  AddHeld(std::move(held.client), "CLOSING, held", TcpState::kClosing, 1);
  AddHeld(std::move(held.server), "FIN_WAIT1, of CLOSING", TcpState::kFinWait1);
  Pair orphan = ClientInFinWait1();
  AddOrphan(std::move(orphan.client), "CLOSING, orphan", TcpState::kClosing, 1);
  Finish(orphan.server.Get());
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

void TcpZoo::WaitUntilKernelAgrees() const {
  std::vector<SsRow> seen;
  for (const ZooRow& row : rows_) {
    WaitUntil("ss shows " + row.what, [&seen, &row] {
      if (Shown(seen, row)) return true;
      seen = RunSs();
      return Shown(seen, row);
    });
  }
}

}  // namespace sockwatch::testing
