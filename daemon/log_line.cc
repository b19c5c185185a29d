#include "log_line.h"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

namespace sockwatch {
namespace {

// RFC 3339 in UTC, with milliseconds.
std::string Timestamp(WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time - seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), ms.count());
}

// JSON's quoting serves logfmt too: it escapes what would end the value or the line.
std::string Quote(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string LogLine(LogFormat format, WallTime time, std::string_view level,
                    std::string_view message) {
  if (format == LogFormat::kJson) {
    return fmt::format(R"({{"time":"{}","level":"{}","msg":{}}})"
                       "\n",
                       Timestamp(time), level, Quote(message));
  }
  return fmt::format("time={} level={} msg={}\n", Timestamp(time), level, Quote(message));
}

}  // namespace sockwatch
