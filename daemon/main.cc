// sockwatchd: options, wiring, signals.
#include <malloc.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <variant>

#include "attribution/privileges.h"
#include "log_sink.h"
#include "namespaces/netns_door.h"
#include "options.h"
#include "pipeline.h"
#include "service.h"
#include "signals.h"
#include "version.h"

namespace sockwatch {
namespace {

constexpr int kUsageError = 2;  // also of the configuration: restarting would not help

void LogNamespaces(const Options& options, NamespacesConfig::Enabled enabled) {
  if (enabled == NamespacesConfig::Enabled::kFalse || SetnsDoor(options.procfs).Opens()) return;
  spdlog::log(
      enabled == NamespacesConfig::Enabled::kTrue ? spdlog::level::err : spdlog::level::warn,
      "without CAP_SYS_ADMIN only the states of other network namespaces' sockets are known");
}

void LogStart(const Options& options, const Config& config,
              const std::shared_ptr<SelfStats>& stats) {
  const BuildInfo build = ThisBuild();
  spdlog::info("sockwatchd {} starts, revision {}", build.version, build.revision);
  LogNamespaces(options, config.namespaces.enabled);
  ProcFs proc(options.procfs, stats);
  const auto missing = MissingCapabilities(proc);
  if (missing.empty()) return;
  spdlog::warn("without {} only the owners of sockets of this user are known",
               fmt::join(missing, " and "));
}

// The first walk over all sockets needs large tables for a second or two. Left alone, glibc keeps
// them for good: it moves its mmap threshold up to them (mallopt(3)).
void KeepMemoryLow() {
  constexpr int kLarge = 128 * 1024;
  mallopt(M_MMAP_THRESHOLD, kLarge);
  mallopt(M_TRIM_THRESHOLD, kLarge);
  mallopt(M_ARENA_MAX, 2);
}

int Main(const Options& options) {
  KeepMemoryLow();
  Signals signals;
  const auto stats = std::make_shared<SelfStats>();
  StartLogging(options.log_level, options.log_format, *stats);
  const auto config = ReadConfig(options, *stats);
  if (!config) return kUsageError;
  if (options.check_config) {
    std::puts("the configuration is valid");
    return 0;
  }
  LogStart(options, *config, stats);
  auto pipeline = Pipeline::Start(options, *config, ThisBuild(), stats);
  if (!pipeline) {
    spdlog::error("{}", pipeline.Failure().text);
    return 1;
  }
  for (const std::string& address : pipeline.Value()->BoundAddresses()) {
    spdlog::info("listening on http://{}{}", address, options.telemetry_path);
  }
  Service(options, *pipeline.Value(), signals, *stats).Run();
  pipeline.Value().reset();
  return 0;
}

}  // namespace
}  // namespace sockwatch

int main(int argc, char** argv) {
  using namespace sockwatch;  // NOLINT: main is in no namespace
  const auto parsed = ParseOptions(argc, argv, VersionText());
  if (const auto* exit_now = std::get_if<ExitNow>(&parsed)) {
    std::fputs(exit_now->out.c_str(), stdout);
    std::fputs(exit_now->err.c_str(), stderr);
    return exit_now->code;
  }
  const int code = Main(std::get<Options>(parsed));
  std::fflush(stdout);
  _exit(code);  // a resolver that hangs in /proc is left behind: no destructor may touch its world
}
