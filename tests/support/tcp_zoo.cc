#include "support/tcp_zoo.h"

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
  SendFin(pair.client.Get());
  WaitForState(pair.server.Get(), TcpState::kCloseWait);
  WaitForState(pair.client.Get(), TcpState::kFinWait2);
  return pair;
}

TcpZoo::Pair TcpZoo::ClientInFinWait1() {
  Pair pair = Connected();
  MakeDeaf(pair.server.Get());
  SendFin(pair.client.Get());
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
