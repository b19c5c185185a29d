#include "log_sink.h"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <string_view>

#include "log_line.h"

namespace sockwatch {
namespace {

std::string_view LevelName(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return "debug";
    case spdlog::level::warn:
      return "warn";
    case spdlog::level::err:
    case spdlog::level::critical:
      return "error";
    default:
      return "info";
  }
}

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kInfo:
      break;
  }
  return spdlog::level::info;
}

}  // namespace

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
  std::string line = LogLine(format_, message.time, LevelName(message.level),
                             {message.payload.data(), message.payload.size()});
  // A pipe that is writable takes PIPE_BUF bytes without blocking (pipe(7)), and no more.
  if (line.size() > PIPE_BUF) {
    line.resize(PIPE_BUF - 1);
    line += '\n';
  }
  if (!Write(line)) stats_.log_dropped.Add();
}

bool LogSink::Write(const std::string& line) const {
  const auto size = static_cast<ssize_t>(line.size());
  // The journal is a stream socket, which poll() calls writable long before a line fits.
  const ssize_t sent = ::send(fd_, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0 || errno != ENOTSOCK) return sent == size;
  pollfd writable{.fd = fd_, .events = POLLOUT, .revents = 0};
  if (::poll(&writable, 1, 0) != 1 || (writable.revents & POLLOUT) == 0) return false;
  return ::write(fd_, line.data(), line.size()) == size;
}

void StartLogging(LogLevel level, LogFormat format, SelfStats& stats) {
  auto logger = std::make_shared<spdlog::logger>(
      "sockwatchd", std::make_shared<LogSink>(STDERR_FILENO, format, stats));
  logger->set_level(SpdlogLevel(level));
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace sockwatch
