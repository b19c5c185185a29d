// Ids as container runtimes write them, told by their shape.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace sockwatch {

inline constexpr std::size_t kContainerIdLength = 64;  // OCI runtimes' ids: 32 random bytes in hex
inline constexpr std::size_t kShortIdLength = 12;      // what `docker ps` and `podman ps` show

inline bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

inline bool IsHex(std::string_view text, std::size_t length) {
  return text.size() == length && std::all_of(text.begin(), text.end(), IsHexDigit);
}

// Where `text` holds a run of exactly kContainerIdLength hex digits.
inline std::optional<std::size_t> ContainerIdAt(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const auto* end = std::find_if_not(text.begin() + begin, text.end(), IsHexDigit);
    const auto length = static_cast<std::size_t>(end - text.begin()) - begin;
    if (length == kContainerIdLength) return begin;
    begin += length + 1;
  }
  return std::nullopt;
}

// Five groups of 8, 4, 4, 4 and 12 hex digits with `dash` between them (RFC 9562, section 4).
inline bool IsUuid(std::string_view text, char dash = '-') {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kShape.size()) return false;
  return std::equal(text.begin(), text.end(), kShape.begin(), [dash](char c, char shape) {
    return shape == '-' ? c == dash : IsHexDigit(c);
  });
}

}  // namespace sockwatch
