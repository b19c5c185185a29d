#include "sample/other_sockets.h"

namespace sockwatch {

std::string_view UdpStateName(UdpState state) {
  static constexpr std::array<std::string_view, kUdpStateCount> kNames = {"established", "unconn"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::string_view UnixTypeName(UnixType type) {
  static constexpr std::array<std::string_view, kUnixTypeCount> kNames = {"stream", "dgram",
                                                                          "seqpacket"};
  return kNames.at(static_cast<std::size_t>(type));
}

std::string_view UnixStateName(UnixState state) {
  static constexpr std::array<std::string_view, kUnixStateCount> kNames = {"established", "unconn",
                                                                           "listen"};
  return kNames.at(static_cast<std::size_t>(state));
}

}  // namespace sockwatch
