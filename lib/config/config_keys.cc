#include "config/config_keys.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "config/naming_rules.h"

namespace sockwatch {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kRule = "attribution.process_names[]";
constexpr std::string_view kMatch = "attribution.process_names[].match";

// A section may be there without members, so that all of them can be commented out.
void ReadSection(const ConfigValue& value, Config& config) {
  if (value.node.kind != YamlKind::kNothing) ReadMembers(value, config);
}

void ReadInterval(const ConfigValue& value, Config& config) {
  const DurationRange range = {milliseconds(100), std::chrono::minutes(10), milliseconds(1),
                               "a duration from 100ms to 10m, like 5s"};
  config.poll.interval = ReadDuration(value, range).value_or(config.poll.interval);
}

void ReadRetention(const ConfigValue& value, Config& config) {
  const DurationRange range = {std::chrono::minutes(1), std::chrono::hours(30 * 24),
                               std::chrono::seconds(1),
                               "a duration from 1m to 30d in whole seconds, like 24h"};
  const std::optional<milliseconds> retention = ReadDuration(value, range);
  if (retention) config.retention = std::chrono::duration_cast<std::chrono::seconds>(*retention);
}

// The list replaces the default as a whole: [] leaves 5m and 1h alone.
void ReadAges(const ConfigValue& value, Config& config) {
  const DurationRange range = {std::chrono::seconds(1), std::chrono::hours(30 * 24),
                               std::chrono::seconds(1),
                               "a duration from 1s to 30d in whole seconds, like 15m"};
  if (value.node.kind == YamlKind::kNothing) return;
  auto& ages = config.close_wait.ages;
  ages.clear();
  for (const ConfigValue& item : ReadItems(value, CloseWaitConfig::kMostAges, "ages")) {
    const std::optional<milliseconds> read = ReadDuration(item, range);
    if (!read) continue;
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(*read);
    if (std::find(ages.begin(), ages.end(), age) == ages.end()) {
      ages.push_back(age);
    } else {
      item.Fail(Quoted(item.node.text) + " is given again", "each age once");
    }
  }
}

template <std::uint32_t LimitsConfig::*kField, std::uint32_t kMin, std::uint32_t kMax>
void ReadLimit(const ConfigValue& value, Config& config) {
  config.limits.*kField = ReadCount(value, kMin, kMax).value_or(config.limits.*kField);
}

void ReadCpuBudget(const ConfigValue& value, Config& config) {
  const std::optional<double> share =
      ReadShare(value, 0.1, 100, "a share of one core from 0.1% to 100%, like 1%");
  config.attribution.cpu_budget = share.value_or(config.attribution.cpu_budget);
}

void ReadApi(const ConfigValue& value, Config& config) {
  using Api = WebConfig::Api;
  constexpr const char* kExpected = "auto, true or false";
  const std::optional<std::string_view> text = ReadText(value, kExpected);
  if (!text) return;
  if (*text == "auto") {
    config.web.api = Api::kAuto;
  } else if (*text == "true") {
    config.web.api = Api::kTrue;
  } else if (*text == "false") {
    config.web.api = Api::kFalse;
  } else {
    value.Fail("is " + Quoted(*text), kExpected);
  }
}

void ReadPage(const ConfigValue& value, Config& config) {
  constexpr const char* kExpected = "true or false";
  const std::optional<std::string_view> text = ReadText(value, kExpected);
  if (!text) return;
  if (*text != "true" && *text != "false") return value.Fail("is " + Quoted(*text), kExpected);
  config.web.page = *text == "true";
}

constexpr std::array kKeys = {
    ConfigKey{"", "poll", ReadSection},
    ConfigKey{"poll", "interval", ReadInterval},
    ConfigKey{"", "limits", ReadSection},
    ConfigKey{"limits", "groups", ReadLimit<&LimitsConfig::groups, 1, 10'000>},
    ConfigKey{"limits", "series", ReadLimit<&LimitsConfig::series, 500, 1'000'000>},
    ConfigKey{"limits", "sockets", ReadLimit<&LimitsConfig::sockets, 1'000, 100'000'000>},
    ConfigKey{"limits", "remotes", ReadLimit<&LimitsConfig::remotes, 0, 100>},
    ConfigKey{"limits", "destinations", ReadLimit<&LimitsConfig::destinations, 0, 100>},
    ConfigKey{"", "retention", ReadRetention},
    ConfigKey{"", "close_wait", ReadSection},
    ConfigKey{"close_wait", "ages", ReadAges},
    ConfigKey{"", "attribution", ReadSection},
    ConfigKey{"attribution", "cpu_budget", ReadCpuBudget},
    ConfigKey{"attribution", "process_names", ReadNamingRules},
    ConfigKey{kRule, "match", ReadSection},
    ConfigKey{kMatch, "exe", ReadPattern<&NamingRule::exe>},
    ConfigKey{kMatch, "comm", ReadPattern<&NamingRule::comm>},
    ConfigKey{kMatch, "cmdline", ReadPattern<&NamingRule::cmdline>},
    ConfigKey{kMatch, "unit", ReadPattern<&NamingRule::unit>},
    ConfigKey{kRule, "name", ReadRuleName},
    ConfigKey{"", "web", ReadSection},
    ConfigKey{"web", "api", ReadApi},
    ConfigKey{"web", "page", ReadPage},
};

}  // namespace

std::span<const ConfigKey> ConfigKeys() { return kKeys; }

}  // namespace sockwatch
