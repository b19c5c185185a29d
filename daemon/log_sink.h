// Where log lines go: a file descriptor that may be a pipe or a journal nobody reads. A line that
// cannot be written at once is dropped and counted: a stalled log never stalls the daemon.
#pragma once

#include <spdlog/sinks/base_sink.h>

#include <mutex>
#include <string>

#include "options.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// Thread-safe, by base_sink's mutex.
class LogSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  // Neither `fd` nor `stats` is owned; both must outlive the sink.
  LogSink(int fd, LogFormat format, SelfStats& stats) : fd_(fd), format_(format), stats_(stats) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}
  [[nodiscard]] bool Write(const std::string& line) const;

  int fd_;
  LogFormat format_;
  SelfStats& stats_;
};

// Makes it spdlog's default logger.
void StartLogging(LogLevel level, LogFormat format, SelfStats& stats);

}  // namespace sockwatch
