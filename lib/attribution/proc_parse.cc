#include "attribution/proc_parse.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace sockwatch {

namespace {

constexpr std::size_t kPpidField = 4;
constexpr std::size_t kStartTimeField = 22;
constexpr std::size_t kFirstFieldAfterComm = 3;

template <typename Number>
std::optional<Number> Parse(std::string_view text, int base = 10) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Cuts the text up to `separator` off the front of `rest`. Nothing if there is no separator.
std::optional<std::string_view> TakeUntil(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return taken;
}

std::string_view TakeLine(std::string_view& rest) {
  const std::string_view all = rest;
  if (const auto line = TakeUntil(rest, '\n')) return *line;
  rest = {};
  return all;
}

std::string_view WithoutSuffix(std::string_view text, std::string_view suffix) {
  if (text.ends_with(suffix)) text.remove_suffix(suffix.size());
  return text;
}

// mountinfo writes space, tab, newline and backslash as three octal digits.
std::string Unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code =
        text[i] == '\\' ? Parse<std::uint8_t>(text.substr(i + 1, 3), 8) : std::nullopt;
    plain += code ? static_cast<char>(*code) : text[i];
    if (code) i += text.substr(i + 1, 3).size();
  }
  return plain;
}

}  // namespace

std::optional<std::uint32_t> ParseNumber(std::string_view text) {
  return Parse<std::uint32_t>(text);
}

std::optional<ProcessStat> ParseStat(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  std::string_view rest = text.substr(close + 1);
  if (!rest.starts_with(' ')) return std::nullopt;
  rest.remove_prefix(1);
  ProcessStat stat;
  stat.comm = text.substr(open + 1, close - open - 1);
  for (std::size_t field = kFirstFieldAfterComm; field <= kStartTimeField; ++field) {
    // The space behind field 22 must be there too: without it the number may be cut off.
    const auto value = TakeUntil(rest, ' ');
    if (!value) return std::nullopt;
    if (field != kPpidField && field != kStartTimeField) continue;
    const auto number = Parse<std::uint64_t>(*value);
    if (!number) return std::nullopt;
    if (field == kPpidField) stat.ppid = static_cast<std::uint32_t>(*number);
    if (field == kStartTimeField) stat.start_time = *number;
  }
  return stat;
}

std::string ParseCgroupPath(std::string_view text) {
  std::string_view systemd;
  std::string_view unified;
  std::string_view first;
  while (const auto line = TakeUntil(text, '\n')) {
    std::string_view path = *line;  // ID:controllers:path, the path may hold colons
    const auto id = TakeUntil(path, ':');
    const auto controllers = TakeUntil(path, ':');
    if (!id || !controllers) continue;
    path = WithoutSuffix(path, " (deleted)");
    if (*controllers == "name=systemd") systemd = path;
    if (*id == "0" && controllers->empty()) unified = path;
    if (first.size() <= 1) first = path;
  }
  for (const std::string_view path : {systemd, unified, first}) {
    if (path.size() > 1) return std::string(path);
  }
  return first.empty() ? "" : "/";
}

std::optional<std::uint32_t> ParseSocketLink(std::string_view link) {
  constexpr std::string_view kPrefix = "socket:[";
  if (!link.starts_with(kPrefix) || !link.ends_with(']')) return std::nullopt;
  return ParseNumber(link.substr(kPrefix.size(), link.size() - kPrefix.size() - 1));
}

std::optional<std::uint64_t> ParseCapEff(std::string_view status) {
  constexpr std::string_view kKey = "CapEff:\t";
  constexpr std::size_t kDigits = 16;  // %016llx, fs/proc/array.c render_cap_t()
  while (!status.empty()) {
    const std::string_view line = TakeLine(status);
    if (!line.starts_with(kKey)) continue;
    const std::string_view digits = line.substr(kKey.size());
    return digits.size() == kDigits ? Parse<std::uint64_t>(digits, 16) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> ParseMaxOpenFiles(std::string_view limits) {
  constexpr std::string_view kKey = "Max open files ";
  while (!limits.empty()) {
    std::string_view line = TakeLine(limits);
    if (!line.starts_with(kKey)) continue;
    line.remove_prefix(std::min(line.find_first_not_of(' ', kKey.size()), line.size()));
    // Blanks stand between the limits (proc_pid_limits()): without one the number may be cut off.
    const auto soft = TakeUntil(line, ' ');
    return soft ? Parse<std::uint64_t>(*soft) : std::nullopt;
  }
  return std::nullopt;
}

std::string ParseCgroup2Mount(std::string_view mountinfo) {
  constexpr int kMountPointField = 5;
  while (!mountinfo.empty()) {
    std::string_view line = TakeLine(mountinfo);
    // Optional fields of any number end with " - "; the file system's type follows.
    const std::size_t dash = line.find(" - ");
    if (dash == std::string_view::npos || !line.substr(dash + 3).starts_with("cgroup2 ")) continue;
    std::optional<std::string_view> field;
    for (int i = 0; i < kMountPointField; ++i) field = TakeUntil(line, ' ');
    if (field) return Unescape(*field);
  }
  return "";
}

}  // namespace sockwatch
