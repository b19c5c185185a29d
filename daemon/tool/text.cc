#include "tool/text.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace sockwatch::tool {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
};

// The first character of `text`, which is not empty. Not UTF-8: its byte.
Character First(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  std::size_t bytes = 1;
  if (lead >= 0xf0) {
    bytes = 4;
  } else if (lead >= 0xe0) {
    bytes = 3;
  } else if (lead >= 0xc0) {
    bytes = 2;
  }
  if (bytes == 1 || bytes > text.size()) return {lead, 1};
  std::uint32_t code = lead & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80U) return {lead, 1};
    code = code << 6U | (next & 0x3fU);
  }
  return {code, bytes};
}

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};
// The blocks that names are likely to hold, of Unicode's EastAsianWidth.txt (W, F) and of general
// category Mn; not all there are.
constexpr std::array<Range, 8> kWide = {{{0x1100, 0x115f},
                                         {0x2e80, 0x303e},
                                         {0x3041, 0xa4cf},
                                         {0xac00, 0xd7a3},
                                         {0xf900, 0xfaff},
                                         {0xfe30, 0xfe6f},
                                         {0xff00, 0xff60},
                                         {0x1f300, 0x1faff}}};
constexpr std::array<Range, 4> kCombining = {
    {{0x0300, 0x036f}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}}};

template <typename Ranges>
bool In(const Ranges& ranges, std::uint32_t code) {
  for (const Range& range : ranges) {
    if (code >= range.first && code <= range.last) return true;
  }
  return false;
}

std::size_t WidthOf(const Character& character) {
  if (In(kCombining, character.code)) return 0;
  return In(kWide, character.code) ? 2 : 1;
}

}  // namespace

std::size_t WidthOf(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = First(text);
    width += WidthOf(character);
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string Shortened(std::string_view text, std::size_t width) {
  if (WidthOf(text) <= width) return std::string(text);
  std::string kept;
  std::size_t used = 1;  // of the ellipsis
  while (!text.empty()) {
    const Character character = First(text);
    used += WidthOf(character);
    if (used > width) break;
    kept.append(text.substr(0, character.bytes));
    text.remove_prefix(character.bytes);
  }
  return kept + "\u2026";
}

std::string Printable(std::string_view text) {
  std::string printable(text);
  for (char& byte : printable) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x20 || code == 0x7f) byte = '?';
  }
  return printable;
}

std::string AgeText(double seconds) {
  struct Unit {
    char name;
    std::int64_t seconds;
  };
  constexpr std::array<Unit, 4> kUnits = {{{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};
  if (!(seconds >= 0)) return "";
  if (seconds < 1) return NumberText(seconds) + "s";
  auto left = static_cast<std::int64_t>(seconds);
  std::string text;
  int units = 0;
  for (const Unit& unit : kUnits) {
    const std::int64_t count = left / unit.seconds;
    left %= unit.seconds;
    if (count == 0 && text.empty()) continue;
    if (count > 0) {
      text += (text.empty() ? "" : " ") + std::to_string(count) + unit.name;
    }
    if (++units == 2) break;
  }
  return text;
}

std::string NumberText(double number) {
  std::array<char, 64> text{};
  const bool whole = number == std::floor(number);
  std::snprintf(text.data(), text.size(), whole ? "%.0f" : "%.1f", number);
  return text.data();
}

}  // namespace sockwatch::tool
