#include "config/duration.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

#include "config/config_error.h"

namespace sockwatch {
namespace {

constexpr std::int64_t kMaxMs = std::numeric_limits<std::int64_t>::max();

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<Unit, 7> kUnits = {{{"y", 365LL * 86'400'000},
                                         {"w", 7LL * 86'400'000},
                                         {"d", 86'400'000},
                                         {"h", 3'600'000},
                                         {"m", 60'000},
                                         {"s", 1'000},
                                         {"ms", 1}}};

bool IsDigit(char byte) { return byte >= '0' && byte <= '9'; }

// Takes what `is_part` holds for off the front of `rest`.
std::string_view TakeWhile(std::string_view& rest, bool (*is_part)(char)) {
  const auto* const end = std::find_if_not(rest.begin(), rest.end(), is_part);
  const std::string_view taken = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(taken.size());
  return taken;
}

// The unit's place in kUnits, or nothing.
std::optional<std::size_t> FindUnit(std::string_view name) {
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (kUnits[i].name == name) return i;
  }
  return std::nullopt;
}

// `total` + `number` * `unit_ms`, or nothing where that does not fit.
std::optional<std::int64_t> Add(std::int64_t total, std::string_view number, std::int64_t unit_ms) {
  std::int64_t count = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), count);
  if (parsed.ec != std::errc() || count > (kMaxMs - total) / unit_ms) return std::nullopt;
  return total + count * unit_ms;
}

Error Bad(std::string_view text, const char* problem) {
  return Error{Quoted(text) + " " + problem, 0};
}

}  // namespace

Result<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  std::string_view rest = text;
  std::int64_t total = 0;
  std::size_t first_allowed = 0;
  do {
    const std::string_view number = TakeWhile(rest, IsDigit);
    const std::string_view unit_name = TakeWhile(rest, [](char byte) { return !IsDigit(byte); });
    if (!number.empty() && unit_name.empty()) return Bad(text, "has no unit");
    const std::optional<std::size_t> unit = FindUnit(unit_name);
    if (number.empty() || !unit || *unit < first_allowed) return Bad(text, "is not a duration");
    const std::optional<std::int64_t> sum = Add(total, number, kUnits.at(*unit).ms);
    if (!sum) return Bad(text, "is too long");
    total = *sum;
    first_allowed = *unit + 1;
  } while (!rest.empty());
  return std::chrono::milliseconds(total);
}

std::string DurationText(std::chrono::seconds duration) {
  constexpr std::size_t kDay = 2;
  std::int64_t left = std::chrono::milliseconds(duration).count();
  std::string text;
  for (std::size_t i = kDay; i < kUnits.size() && left > 0; ++i) {
    const Unit& unit = kUnits.at(i);
    if (left < unit.ms) continue;
    text.append(std::to_string(left / unit.ms)).append(unit.name);
    left %= unit.ms;
  }
  return text;
}

}  // namespace sockwatch
