#include "export/utf8.h"

#include <algorithm>
#include <cstddef>

namespace sockwatch {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

constexpr bool InRange(char c, unsigned low, unsigned high) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= low && byte <= high;
}

constexpr std::size_t LengthByLeadByte(char lead) {
  if (InRange(lead, 0x00, 0x7F)) return 1;
  if (InRange(lead, 0xC2, 0xDF)) return 2;
  if (InRange(lead, 0xE0, 0xEF)) return 3;
  if (InRange(lead, 0xF0, 0xF4)) return 4;
  return 0;
}

// The second byte's range shuts out overlong forms, surrogates and what lies above U+10FFFF.
bool SecondByteFits(char lead, char second) {
  switch (static_cast<unsigned char>(lead)) {
    case 0xE0:
      return InRange(second, 0xA0, 0xBF);
    case 0xED:
      return InRange(second, 0x80, 0x9F);
    case 0xF0:
      return InRange(second, 0x90, 0xBF);
    case 0xF4:
      return InRange(second, 0x80, 0x8F);
    default:
      return InRange(second, 0x80, 0xBF);
  }
}

// Bytes of the well-formed sequence that `text`, which is not empty, begins with; 0 if none.
std::size_t SequenceLength(std::string_view text) {
  const std::size_t length = LengthByLeadByte(text.front());
  if (length < 2) return length;
  if (text.size() < length || !SecondByteFits(text[0], text[1])) return 0;
  const std::string_view rest = text.substr(2, length - 2);
  const bool fits =
      std::all_of(rest.begin(), rest.end(), [](char c) { return InRange(c, 0x80, 0xBF); });
  return fits ? length : 0;
}

}  // namespace

std::string ValidUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    valid += length > 0 ? text.substr(0, length) : kReplacement;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return valid;
}

}  // namespace sockwatch
