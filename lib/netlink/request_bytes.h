// A netlink dump request as bytes: struct nlmsghdr and the body that its type wants.
#pragma once

#include <linux/netlink.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace sockwatch {

// `sequence` comes back in every message of the reply.
template <typename Body>
std::array<std::byte, sizeof(nlmsghdr) + sizeof(Body)> DumpRequestBytes(std::uint16_t type,
                                                                        std::uint32_t sequence,
                                                                        const Body& body) {
  static_assert(std::is_trivially_copyable_v<Body>);
  nlmsghdr header{};
  header.nlmsg_len = sizeof(header) + sizeof(body);
  header.nlmsg_type = type;
  header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header.nlmsg_seq = sequence;
  std::array<std::byte, sizeof(header) + sizeof(body)> bytes{};
  std::memcpy(bytes.data(), &header, sizeof(header));
  std::memcpy(bytes.data() + sizeof(header), &body, sizeof(body));
  return bytes;
}

}  // namespace sockwatch
