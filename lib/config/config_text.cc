#include "config/config_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

namespace sockwatch {
namespace {

// Length and smallest code point of the character that `lead` begins; length 0: none does.
struct Utf8Lead {
  std::size_t length = 0;
  std::uint32_t bits = 0;
  std::uint32_t smallest = 0;
};

Utf8Lead ReadLead(unsigned char lead) {
  if (lead < 0x80U) return {1, lead, 0};
  if ((lead & 0xe0U) == 0xc0U) return {2, lead & 0x1fU, 0x80};
  if ((lead & 0xf0U) == 0xe0U) return {3, lead & 0x0fU, 0x800};
  if ((lead & 0xf8U) == 0xf0U) return {4, lead & 0x07U, 0x10000};
  return {};
}

bool IsCodePoint(std::uint32_t value) {
  return value <= 0x10ffffU && (value < 0xd800U || value > 0xdfffU);
}

// Bytes of the UTF-8 character that `rest`, which is not empty, begins with; 0: not UTF-8.
std::size_t CharacterLength(std::string_view rest) {
  const Utf8Lead lead = ReadLead(static_cast<unsigned char>(rest[0]));
  if (lead.length == 0 || lead.length > rest.size()) return 0;
  std::uint32_t value = lead.bits;
  for (const char byte : rest.substr(1, lead.length - 1)) {
    const auto bits = static_cast<unsigned char>(byte);
    if ((bits & 0xc0U) != 0x80U) return 0;
    value = (value << 6U) | (bits & 0x3fU);
  }
  return value >= lead.smallest && IsCodePoint(value) ? lead.length : 0;
}

bool IsRefusedControl(std::string_view rest) {
  const auto byte = static_cast<unsigned char>(rest[0]);
  if (byte == '\r') return !rest.starts_with("\r\n");
  return (byte < 0x20U && byte != '\n' && byte != '\t') || byte == 0x7fU;
}

struct Offence {
  std::size_t offset = 0;
  std::string_view problem;
};

std::optional<Offence> FindOffence(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::string_view rest = text.substr(offset);
    const std::size_t length = CharacterLength(rest);
    if (length == 0) return Offence{offset, "the file is not UTF-8 text"};
    if (IsRefusedControl(rest)) return Offence{offset, "the file holds a control character"};
    offset += length;
  }
  return std::nullopt;
}

}  // namespace

bool CheckConfigText(std::string_view text, std::size_t max_bytes, ConfigErrors& errors) {
  if (text.size() > max_bytes) {
    errors.Add(0, "", "the file is too large", "at most " + std::to_string(max_bytes) + " bytes");
    return false;
  }
  const std::optional<Offence> offence = FindOffence(text);
  if (!offence) return true;
  const std::string_view before = text.substr(0, offence->offset);
  errors.Add(1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')), "",
             std::string(offence->problem), "plain text in UTF-8");
  return false;
}

}  // namespace sockwatch
