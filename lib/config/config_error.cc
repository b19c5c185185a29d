#include "config/config_error.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace sockwatch {
namespace {

constexpr std::size_t kPrintableBytes = 60;

bool IsControl(char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f; }

bool ContinuesCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

// The longest beginning of at most kPrintableBytes that does not split a UTF-8 character.
std::string_view Beginning(std::string_view text) {
  if (text.size() <= kPrintableBytes) return text;
  std::size_t length = kPrintableBytes;
  while (length > 0 && ContinuesCharacter(text[length])) --length;
  return text.substr(0, length);
}

}  // namespace

std::string ToText(const ConfigError& error) {
  std::string text = error.file;
  if (error.line > 0) text += ":" + std::to_string(error.line);
  if (!error.key.empty()) text += ": " + error.key;
  text += ": " + error.problem;
  if (!error.expected.empty()) text += " (expected " + error.expected + ")";
  return text;
}

std::string Printable(std::string_view text) {
  const std::string_view shown = Beginning(text);
  std::string printable;
  for (const char byte : shown) printable += IsControl(byte) ? '?' : byte;
  return printable + (shown.size() < text.size() ? "..." : "");
}

std::string Quoted(std::string_view text) { return "'" + Printable(text) + "'"; }

void ConfigErrors::Add(int line, std::string key, std::string problem, std::string expected) {
  errors_.push_back({file_, line, std::move(key), std::move(problem), std::move(expected)});
}

std::vector<ConfigError> ConfigErrors::Sorted() const {
  std::vector<ConfigError> sorted = errors_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ConfigError& a, const ConfigError& b) { return a.line < b.line; });
  return sorted;
}

}  // namespace sockwatch
