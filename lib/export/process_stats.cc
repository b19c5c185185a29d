#include "export/process_stats.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "attribution/proc_parse.h"
#include "base/unique_fd.h"

namespace sockwatch {
namespace {

// Empty if it cannot be read: each caller then finds nothing in it.
std::string ReadFile(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  std::array<char, 4096> chunk{};
  ssize_t size = 0;
  while ((size = ::read(fd.Get(), chunk.data(), chunk.size())) > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(size));
  }
  return size == 0 ? text : std::string();
}

std::string_view SkipBlanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

// The number that `text` begins with, blanks before it allowed, up to a blank or a line's end.
std::optional<std::uint64_t> LeadingNumber(std::string_view text) {
  text = SkipBlanks(text);
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{}) return std::nullopt;
  if (stop != end && *stop != ' ' && *stop != '\n') return std::nullopt;
  return number;
}

// The number after the first `key` in `text`.
std::optional<std::uint64_t> NumberAfter(std::string_view text, std::string_view key) {
  const auto at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  return LeadingNumber(text.substr(at + key.size()));
}

std::optional<double> CountFds(const std::string& directory) {
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  double count = 0;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) ++count;
  if (error) return std::nullopt;
  return count;
}

double TicksToSeconds(std::uint64_t ticks) {
  return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::optional<double> StartTime(const std::string& proc_root) {
  const auto stat = ParseSelfStat(ReadFile(proc_root + "/self/stat"));
  const auto boot = NumberAfter(ReadFile(proc_root + "/stat"), "\nbtime ");
  if (!stat || !boot) return std::nullopt;
  return static_cast<double>(*boot) + TicksToSeconds(stat->start_ticks);
}

}  // namespace

std::optional<SelfStat> ParseSelfStat(std::string_view text) {
  // Positions after the name's closing bracket: state, the 3rd field of proc(5), is 0.
  constexpr std::size_t kUtime = 14 - 3;
  constexpr std::size_t kStime = 15 - 3;
  constexpr std::size_t kStartTime = 22 - 3;
  constexpr std::size_t kVsize = 23 - 3;
  constexpr std::size_t kRss = 24 - 3;

  const auto name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  text.remove_prefix(name_end + 1);

  std::array<std::optional<std::uint64_t>, kRss + 1> fields;
  for (auto& field : fields) {
    text = SkipBlanks(text);
    const auto field_end = text.find(' ');
    if (field_end == std::string_view::npos) return std::nullopt;  // cut short: rss is not the last
    field = LeadingNumber(text);
    text.remove_prefix(field_end);
  }
  if (!fields[kUtime] || !fields[kStime] || !fields[kStartTime] || !fields[kVsize] ||
      !fields[kRss]) {
    return std::nullopt;
  }
  return SelfStat{*fields[kUtime] + *fields[kStime], *fields[kStartTime], *fields[kVsize],
                  *fields[kRss]};
}

ProcessStatsReader::ProcessStatsReader(std::string proc_root)
    : proc_root_(std::move(proc_root)), start_time_seconds_(StartTime(proc_root_)) {}

ProcessStats ProcessStatsReader::Read() const {
  const std::string self = proc_root_ + "/self";
  ProcessStats stats;
  stats.start_time_seconds = start_time_seconds_;
  stats.open_fds = CountFds(self + "/fd");
  if (const auto max_fds = ParseMaxOpenFiles(ReadFile(self + "/limits"))) {
    stats.max_fds = static_cast<double>(*max_fds);
  }
  if (const auto stat = ParseSelfStat(ReadFile(self + "/stat"))) {
    const auto page_size = static_cast<double>(::sysconf(_SC_PAGESIZE));
    stats.cpu_seconds = TicksToSeconds(stat->cpu_ticks);
    stats.virtual_memory_bytes = static_cast<double>(stat->virtual_bytes);
    stats.resident_memory_bytes = static_cast<double>(stat->resident_pages) * page_size;
  }
  return stats;
}

}  // namespace sockwatch
