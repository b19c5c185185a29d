#include "support/ss.h"

#include <array>
#include <charconv>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "support/child.h"

namespace sockwatch::testing {
namespace {

constexpr std::array<std::pair<std::string_view, TcpState>, kTcpStateCount> kStates = {{
    {"ESTAB", TcpState::kEstablished},
    {"SYN-SENT", TcpState::kSynSent},
    {"SYN-RECV", TcpState::kSynRecv},
    {"FIN-WAIT-1", TcpState::kFinWait1},
    {"FIN-WAIT-2", TcpState::kFinWait2},
    {"TIME-WAIT", TcpState::kTimeWait},
    {"UNCONN", TcpState::kClose},
    {"CLOSE-WAIT", TcpState::kCloseWait},
    {"LAST-ACK", TcpState::kLastAck},
    {"LISTEN", TcpState::kListen},
    {"CLOSING", TcpState::kClosing},
}};

[[noreturn]] void NotUnderstood(std::string_view what, std::string_view text) {
  throw std::runtime_error("ss: no " + std::string(what) + " in '" + std::string(text) + "'");
}

TcpState ParseState(std::string_view text) {
  for (const auto& [name, state] : kStates) {
    if (name == text) return state;
  }
  NotUnderstood("state", text);
}

// The number at the start of `text`, whatever follows it.
template <typename T>
T ParseNumber(std::string_view text, int base = 10) {
  T value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (result.ec != std::errc()) NotUnderstood("number", text);
  return value;
}

// "[::1]:80", "127.0.0.1%lo:80", "*:*"
SsEndpoint ParseEndpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) NotUnderstood("endpoint", text);
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (const auto interface = address.find('%'); interface != std::string_view::npos) {
    address = address.substr(0, interface);
  }
  if (!address.empty() && address.front() == '[') address.remove_prefix(1);
  if (!address.empty() && address.back() == ']') address.remove_suffix(1);
  return {std::string(address), port == "*" ? std::uint16_t{0} : ParseNumber<std::uint16_t>(port)};
}

// users:(("name",pid=1,fd=3),("other",pid=2,fd=4)): a comm may hold quotes, commas and brackets, so
// each user is found by `",pid=` and its name reaches back to the end of the user before it.
std::vector<SsUser> ParseUsers(std::string_view line) {
  constexpr std::string_view kBegin = "users:((\"";
  constexpr std::string_view kNext = "),(\"";
  std::vector<SsUser> users;
  const auto begin = line.find(kBegin);
  if (begin == std::string_view::npos) return users;
  std::string_view rest = line.substr(begin + kBegin.size());
  for (;;) {
    const auto pid = rest.find("\",pid=");
    if (pid == std::string_view::npos) NotUnderstood("pid", line);
    const auto fd = rest.find(",fd=", pid);
    if (fd == std::string_view::npos) NotUnderstood("fd", line);
    users.push_back({std::string(rest.substr(0, pid)), ParseNumber<int>(rest.substr(pid + 6)),
                     ParseNumber<int>(rest.substr(fd + 4))});
    const auto end = rest.find(')', fd);
    if (end == std::string_view::npos) NotUnderstood("end of users", line);
    rest = rest.substr(end);
    if (rest.substr(0, kNext.size()) != kNext) return users;
    rest.remove_prefix(kNext.size());
  }
}

// What follows ` key` in the line, or "".
std::string_view Field(std::string_view line, std::string_view key) {
  const auto at = line.rfind(" " + std::string(key));
  return at == std::string_view::npos ? std::string_view() : line.substr(at + 1 + key.size());
}

std::vector<SsRow> RowsOf(const std::vector<std::string>& command) {
  Child ss = Child::Exec(command);
  std::istringstream output(ss.Pipe().ReadAll());
  if (ss.Wait() != 0) throw std::runtime_error("ss failed");
  std::vector<SsRow> rows;
  for (std::string line; std::getline(output, line);) rows.push_back(ParseSsLine(line));
  return rows;
}

}  // namespace

Family SsRow::GetFamily() const {
  const bool ipv6 = local.address == "*" || local.address.find(':') != std::string::npos;
  return ipv6 ? Family::kIpv6 : Family::kIpv4;
}

SsRow ParseSsLine(std::string_view line) {
  std::istringstream words{std::string(line)};
  std::string state;
  std::string local;
  std::string peer;
  SsRow row;
  if (!(words >> state >> row.receive_queue >> row.send_queue >> local >> peer)) {
    NotUnderstood("row", line);
  }
  row.state = ParseState(state);
  row.local = ParseEndpoint(local);
  row.peer = ParseEndpoint(peer);
  row.users = ParseUsers(line);
  if (const auto inode = Field(line, "ino:"); !inode.empty()) {
    row.inode = ParseNumber<std::uint32_t>(inode);
  }
  if (const auto cookie = Field(line, "sk:"); !cookie.empty()) {
    row.cookie = ParseNumber<std::uint64_t>(cookie, 16);
  }
  if (const auto timer = Field(line, "timer:("); !timer.empty()) {
    row.timer = std::string(timer.substr(0, timer.find(',')));
  }
  return row;
}

std::vector<SsRow> RunSs() { return RowsOf({"ss", "-tanpeHO"}); }

// nsenter and not `ip netns exec`, which hides cgroups from what it runs.
std::vector<SsRow> RunSsIn(const std::string& netns) {
  return RowsOf({"nsenter", "--net=/run/netns/" + netns, "ss", "-tanpeHO"});
}

std::vector<double> SecondsSinceAck(const std::vector<std::string>& filter) {
  std::vector<std::string> command = {"ss", "-tniHO"};
  command.insert(command.end(), filter.begin(), filter.end());
  Child ss = Child::Exec(command);
  std::istringstream output(ss.Pipe().ReadAll());
  if (ss.Wait() != 0) throw std::runtime_error("ss -i failed");
  std::vector<double> seconds;
  for (std::string line; std::getline(output, line);) {
    const auto ack = Field(line, "lastack:");
    seconds.push_back(ack.empty() ? 0 : ParseNumber<std::uint32_t>(ack) / 1000.0);
  }
  return seconds;
}

}  // namespace sockwatch::testing
