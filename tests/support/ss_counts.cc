#include "support/ss_counts.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/child.h"

namespace sockwatch::testing {
namespace {

// In the order of UdpState and UnixState.
constexpr std::array<std::string_view, kUdpStateCount> kUdpStates = {"ESTAB", "UNCONN"};
constexpr std::array<std::string_view, kUnixStateCount> kUnixStates = {"ESTAB", "UNCONN", "LISTEN"};
constexpr std::array<std::string_view, kUnixTypeCount> kUnixTypes = {"u_str", "u_dgr", "u_seq"};

std::istringstream RunSs(const std::string& options) {
  Child ss = Child::Exec({"ss", options});
  std::istringstream output(ss.Pipe().ReadAll());
  if (ss.Wait() != 0) throw std::runtime_error("ss " + options + " failed");
  return output;
}

template <std::size_t N>
std::size_t IndexOf(const std::array<std::string_view, N>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw std::runtime_error("ss: not understood: '" + name + "'");
  return static_cast<std::size_t>(found - names.begin());
}

UdpStateCounts CountUdp(const std::string& options) {
  UdpStateCounts counts{};
  std::istringstream output = RunSs(options);
  for (std::string state; output >> state; std::getline(output, state)) {
    ++counts.at(IndexOf(kUdpStates, state));
  }
  return counts;
}

UnixCounts CountUnix() {
  UnixCounts counts{};
  std::istringstream output = RunSs("-xanH");
  std::string type;
  for (std::string state; output >> type >> state; std::getline(output, state)) {
    ++counts.at(IndexOf(kUnixTypes, type)).at(IndexOf(kUnixStates, state));
  }
  return counts;
}

}  // namespace

OtherSockets CountWithSs() {
  return {.udp_known = true,
          .unix_known = true,
          .udp = {CountUdp("-4uanH"), CountUdp("-6uanH")},
          .unix_sockets = CountUnix()};
}

}  // namespace sockwatch::testing
