// Splitting what the files below /proc/net consist of: lines of fields, blanks between them. Pure;
// every view points into the text given.
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace sockwatch {

// Cuts the next line off `text`, without its newline. Nothing once `text` is used up.
inline std::optional<std::string_view> TakeLine(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// Cuts the next field off `line`. Empty once there is none.
inline std::string_view TakeField(std::string_view& line) {
  constexpr std::string_view kBlanks = " \t\n";
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view field = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(field.size());
  return field;
}

// Cuts the next line whose first field is `key` off `text`, with all before it, and returns what
// follows the key.
inline std::optional<std::string_view> TakeLineOf(std::string_view key, std::string_view& text) {
  while (auto line = TakeLine(text)) {
    if (TakeField(*line) == key) return line;
  }
  return std::nullopt;
}

// The whole of `field` as a decimal number that fits T.
template <typename T>
std::optional<T> ToNumber(std::string_view field) {
  T number{};
  const char* const end = field.data() + field.size();
  const auto [stop, error] = std::from_chars(field.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace sockwatch
