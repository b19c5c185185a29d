#include "service.h"

#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <csignal>
#include <variant>

#include "config/config_loader.h"

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kLookEvery{1};

}  // namespace

std::optional<Config> ReadConfig(const Options& options, SelfStats& stats) {
  auto loaded = options.config_file ? LoadConfigFile(*options.config_file) : LoadConfig("", "");
  if (const auto* errors = std::get_if<std::vector<ConfigError>>(&loaded)) {
    for (const ConfigError& error : *errors) spdlog::error("{}", ToText(error));
    stats.config_reload_successful.Set(0);
    return std::nullopt;
  }
  stats.config_reload_successful.Set(1);
  stats.config_reload_timestamp.Set(UnixSeconds(std::chrono::system_clock::now()));
  return std::get<Config>(std::move(loaded));
}

void Service::Run() {
  watched_ = sd_watchdog_enabled(0, nullptr) > 0;
  while (true) {
    const auto signal = signals_.Wait(kLookEvery);
    const int number = signal.value_or(0);
    if (number == SIGTERM || number == SIGINT) break;
    if (number == SIGHUP) Reload();
    Look();
  }
  spdlog::info("stopping");
  sd_notify(0, "STOPPING=1");
}

void Service::Reload() {
  sd_notify(0, "RELOADING=1");
  if (const auto config = ReadConfig(options_, stats_)) {
    pipeline_.Apply(*config);
    spdlog::info("configuration reloaded");
  } else {
    stats_.CountError(ErrorReason::kConfigReload);
    spdlog::error("configuration not reloaded, the running one stays in force");
  }
  sd_notify(0, "READY=1");
}

// Ready once there is something to scrape; alive as long as every thread beats.
void Service::Look() {
  pipeline_.Look();
  reporter_.Look(std::chrono::steady_clock::now(), pipeline_.LastDumpErrors());
  if (!told_ready_ && pipeline_.Ready()) {
    told_ready_ = true;
    spdlog::info("ready: the first dump is complete");
    sd_notify(0, "READY=1");
  }
  if (watched_ && pipeline_.Alive()) sd_notify(0, "WATCHDOG=1");
}

}  // namespace sockwatch
