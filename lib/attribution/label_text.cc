#include "attribution/label_text.h"

#include <algorithm>
#include <cstdint>

namespace sockwatch {

namespace {

struct Lead {
  std::size_t length;    // of the whole character
  std::uint32_t bits;    // that the lead byte gives
  std::uint32_t lowest;  // code point that needs this length
};

Lead LeadOf(std::uint8_t byte) {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xe0U) == 0xc0) return {2, byte & 0x1fU, 0x80};
  if ((byte & 0xf0U) == 0xe0) return {3, byte & 0x0fU, 0x800};
  if ((byte & 0xf8U) == 0xf0) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool Printable(std::uint32_t code) {
  const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return !control && !surrogate && code <= 0x10ffff;
}

// Length of the character that `text` begins with; 0 if it is none that may be shown.
std::size_t CharacterLength(std::string_view text) {
  const Lead lead = LeadOf(static_cast<std::uint8_t>(text.front()));
  if (lead.length == 0 || lead.length > text.size()) return 0;
  std::uint32_t code = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if ((byte & 0xc0U) != 0x80) return 0;
    code = (code << 6U) | (byte & 0x3fU);
  }
  return code >= lead.lowest && Printable(code) ? lead.length : 0;
}

}  // namespace

std::string LabelText(std::string_view text, std::size_t limit) {
  std::string label;
  while (!text.empty()) {
    const std::size_t length = CharacterLength(text);
    const std::string_view piece = length == 0 ? "_" : text.substr(0, length);
    if (label.size() + piece.size() > limit) break;
    label += piece;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return label;
}

}  // namespace sockwatch
