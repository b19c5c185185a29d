#include "support/sockwatchd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "support/check.h"

namespace sockwatch::testing {
namespace {

// The file lives as long as somebody has it open: the daemon has it as its own descriptor.
Child Start(const std::string& program, const std::string& config,
            std::vector<std::string> command) {
  const UniqueFd file(Check(::memfd_create("config", 0), "memfd_create"));
  Check(::write(file.Get(), config.data(), config.size()), "write configuration");
  const std::string path = "/proc/self/fd/" + std::to_string(file.Get());
  for (const std::string& argument :
       {program, "--config.file=" + path, std::string("--log.level=error"),
        std::string("--web.listen-address=") + Sockwatchd::kAddress}) {
    command.push_back(argument);
  }
  return Child::Exec(command);
}

}  // namespace

Sockwatchd::Sockwatchd(const std::string& program, const std::string& config,
                       const std::vector<std::string>& wrapper)
    : child_(Start(program, config, wrapper)) {
  WaitUntil("sockwatchd listens", [this] { return connection_.Connect(kAddress); });
}

std::optional<HttpAnswer> Sockwatchd::Ask() {
  if (!connection_.Send("GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n")) return std::nullopt;
  return connection_.ReadAnswer();
}

SeriesSet Sockwatchd::Page() {
  const auto answer = Ask();
  if (!answer || answer->status != 200) throw std::runtime_error("sockwatchd gives no page");
  return SeriesSet::Parse(answer->body);
}

void Sockwatchd::Stop() {
  connection_ = RawConnection();
  child_.Signal(SIGTERM);
  if (const int code = child_.Wait(); code != 0) {
    throw std::runtime_error("sockwatchd ended with " + std::to_string(code));
  }
}

}  // namespace sockwatch::testing
