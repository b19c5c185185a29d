// Any bytes give a configuration or errors that can be shown: no crash, no exception, no endless
// parse. A configuration is within its ranges.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config_loader.h"

namespace {

using sockwatch::Config;
using sockwatch::ConfigError;

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckErrors(const std::vector<ConfigError>& errors) {
  Require(!errors.empty());
  Require(std::is_sorted(errors.begin(), errors.end(),
                         [](const auto& a, const auto& b) { return a.line < b.line; }));
  for (const ConfigError& error : errors) {
    Require(sockwatch::ToText(error).find('\n') == std::string::npos);
  }
}

void CheckConfig(const Config& config) {
  Require(config.poll.interval.count() >= 100 && config.poll.interval.count() <= 600'000);
  Require(config.limits.groups >= 1 && config.limits.groups <= 10'000);
  Require(config.retention.count() >= 60 && config.retention.count() <= 30 * 86'400);
  Require(config.attribution.cpu_budget > 0 && config.attribution.cpu_budget <= 1);
  for (const auto& rule : config.attribution.process_names) {
    Require(!rule.name.empty());
    Require(rule.exe || rule.comm || rule.cmdline || rule.unit);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const sockwatch::ConfigOrErrors result = sockwatch::LoadConfig(text, "fuzz.yaml");
  if (const auto* errors = std::get_if<std::vector<ConfigError>>(&result)) CheckErrors(*errors);
  if (const auto* config = std::get_if<Config>(&result)) CheckConfig(*config);
  return 0;
}
