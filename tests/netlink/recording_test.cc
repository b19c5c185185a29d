// Recorded dumps of a real kernel, compared with what `ss` said about the same sockets.
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "netlink/collecting_sink.h"
#include "netlink/netlink_source.h"
#include "support/fake_transport.h"

namespace sockwatch::testing {
namespace {

std::vector<SocketSample> RowsOf(const std::string& name) {
  FakeTransport transport;
  transport.Queue(Replay(LoadRecording(name)));
  SelfStats stats;
  NetlinkSource source(transport, stats);
  CollectingSink sink;
  REQUIRE(source.Dump(sink) == DumpResult::kComplete);
  for (const auto& errors : stats.errors) CHECK(errors.Get() == 0);
  return sink.rows;
}

std::string AddressAsSs(Family family, const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (family == Family::kIpv4) {
    return inet_ntop(AF_INET, address.bytes.data() + 12, text.data(), text.size());
  }
  if (IsWildcard(address)) return "*";
  return "[" + std::string(inet_ntop(AF_INET6, address.bytes.data(), text.data(), text.size())) +
         "]";
}

std::string EndAsSs(Family family, const IpAddress& address, std::uint16_t port) {
  return AddressAsSs(family, address) + ":" + (port == 0 ? "*" : std::to_string(port));
}

std::string StateAsSs(TcpState state) {
  static const std::array<std::string, kTcpStateCount> kNames = {
      "ESTAB",  "SYN-SENT",   "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT",
      "UNCONN", "CLOSE-WAIT", "LAST-ACK", "LISTEN",     "CLOSING"};
  return kNames.at(Index(state));
}

// "STATE RECV-Q SEND-Q LOCAL REMOTE sk:COOKIE ino:INODE cgroup timewait", the last three if any.
std::string AsSs(const SocketSample& row) {
  std::ostringstream line;
  line << StateAsSs(row.state) << ' ' << row.receive_queue << ' ' << row.send_queue << ' '
       << EndAsSs(row.family, row.local, row.local_port) << ' '
       << EndAsSs(row.family, row.remote, row.remote_port) << " sk:" << std::hex << row.cookie
       << std::dec;
  if (row.inode != 0) line << " ino:" << row.inode;
  if (row.cgroup_id != 0) line << " cgroup";
  if (row.timer == kTimerTimeWait) line << " timewait";
  return line.str();
}

// A line of `ss -tanHe`, brought into the form of AsSs().
std::string Normalised(const std::string& ss_line) {
  std::istringstream words(ss_line);
  std::string line;
  std::string word;
  for (int column = 0; column < 5 && words >> word; ++column)
    line += (column > 0 ? " " : "") + word;
  std::string inode;
  std::string cookie;
  std::string cgroup;
  std::string timer;
  while (words >> word) {
    if (word.rfind("ino:", 0) == 0 && word != "ino:0") inode = " " + word;
    if (word.rfind("sk:", 0) == 0) cookie = " " + word;
    if (word.rfind("cgroup:", 0) == 0) cgroup = " cgroup";
    if (word.rfind("timer:(timewait", 0) == 0) timer = " timewait";
  }
  return line + cookie + inode + cgroup + timer;
}

std::vector<std::string> LinesOfSs(const std::string& name) {
  std::ifstream file(std::string(SOCKWATCH_FIXTURES) + "/netlink/" + name);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(Normalised(line));
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> AsSs(const std::vector<SocketSample>& rows) {
  std::vector<std::string> lines;
  for (const auto& row : rows) lines.push_back(AsSs(row));
  std::sort(lines.begin(), lines.end());
  return lines;
}

StateCounts CountStates(const std::vector<SocketSample>& rows) {
  StateCounts counts{};
  for (const auto& row : rows) ++counts.at(Index(row.state));
  return counts;
}

TEST_CASE("a recorded dump of every state says what ss says, field by field") {
  CHECK(AsSs(RowsOf("states.bin")) == LinesOfSs("states.ss"));
}

TEST_CASE("a recorded dump of several datagrams says what ss says, field by field") {
  CHECK(AsSs(RowsOf("datagrams.bin")) == LinesOfSs("datagrams.ss"));
}

TEST_CASE("an unprivileged dump has the same sockets as a privileged one") {
  CHECK(Cookies(RowsOf("unprivileged.bin")) == Cookies(RowsOf("states.bin")));
}

TEST_CASE("a recorded dump without sockets is complete and empty") {
  CHECK(RowsOf("empty.bin").empty());
}

TEST_CASE("the recorded states are those that the recorder made") {
  const StateCounts counts = CountStates(RowsOf("states.bin"));
  CHECK(counts.at(Index(TcpState::kListen)) == 5);
  CHECK(counts.at(Index(TcpState::kSynRecv)) == 1);
  CHECK(counts.at(Index(TcpState::kCloseWait)) == 2);
  CHECK(counts.at(Index(TcpState::kTimeWait)) == 2);
  CHECK(counts.at(Index(TcpState::kFinWait2)) == 2);
}

}  // namespace
}  // namespace sockwatch::testing
