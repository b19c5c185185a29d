// Reading ABI structs out of bytes that need not be aligned.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>

namespace sockwatch {

// The T that `bytes` begins with. bytes.size() >= sizeof(T) must hold: the caller has looked at
// the length first, always.
template <typename T>
T LoadFrom(std::span<const std::byte> bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return value;
}

// Netlink pads messages and attributes to 4 bytes (NLMSG_ALIGNTO, NLA_ALIGNTO); the last one may
// come without its padding.
inline std::span<const std::byte> SkipPadded(std::span<const std::byte> bytes, std::size_t length) {
  const std::size_t padded = (length + 3) & ~std::size_t{3};
  return bytes.subspan(padded < bytes.size() ? padded : bytes.size());
}

}  // namespace sockwatch
