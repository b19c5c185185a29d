#include "sample/tcp_state.h"

namespace sockwatch {

std::optional<TcpState> TcpStateFromKernel(std::uint8_t number) {
  constexpr std::uint8_t kNewSynRecv = 12;
  if (number == kNewSynRecv) return TcpState::kSynRecv;
  if (number == 0 || number > kTcpStateCount) return std::nullopt;
  return static_cast<TcpState>(number);
}

std::string_view TcpStateName(TcpState state) {
  static constexpr std::array<std::string_view, kTcpStateCount> kNames = {
      "established", "syn_sent",   "syn_recv", "fin_wait1", "fin_wait2", "time_wait",
      "close",       "close_wait", "last_ack", "listen",    "closing"};
  return kNames.at(Index(state));
}

}  // namespace sockwatch
