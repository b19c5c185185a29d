// The real daemon, run as a process in the caller's network namespace. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "support/child.h"
#include "support/http_client.h"
#include "support/series.h"

namespace sockwatch::testing {

class Sockwatchd {
 public:
  static constexpr const char* kAddress = "127.0.0.1:10106";

  // `program` is the binary, `config` the text of its configuration file; `wrapper` a command that
  // runs it. Returns when it answers.
  Sockwatchd(const std::string& program, const std::string& config,
             const std::vector<std::string>& wrapper = {});

  // Asks for its page, on one connection all the time: a scrape leaves nothing behind.
  SeriesSet Page();

  // SIGTERM; throws unless it ends well.
  void Stop();

  [[nodiscard]] pid_t Pid() const { return child_.Pid(); }

 private:
  std::optional<HttpAnswer> Ask();

  Child child_;
  RawConnection connection_;
};

}  // namespace sockwatch::testing
