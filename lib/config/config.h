// The configuration as plain data: what config/sockwatchd.yaml says, with its defaults.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sockwatch {

// `poll:`
struct PollConfig {
  std::chrono::milliseconds interval{5000};  // 100ms..10m

  friend bool operator==(const PollConfig&, const PollConfig&) = default;
};

// `limits:`
struct LimitsConfig {
  std::uint32_t groups = 200;         // 1..10000
  std::uint32_t series = 4000;        // 500..1000000
  std::uint32_t sockets = 2'000'000;  // 1000..100000000
  std::uint32_t remotes = 10;         // 0..100; 0: off
  std::uint32_t destinations = 10;    // 0..100; 0: off

  friend bool operator==(const LimitsConfig&, const LimitsConfig&) = default;
};

// `close_wait:`
struct CloseWaitConfig {
  static constexpr std::size_t kMostAges = 8;

  // Ages from which sockets are counted, besides 5m and 1h, which always are; 1s..30d.
  std::vector<std::chrono::seconds> ages{std::chrono::minutes(1), std::chrono::minutes(15)};

  friend bool operator==(const CloseWaitConfig&, const CloseWaitConfig&) = default;
};

// One entry of `attribution.process_names`: every pattern that is there must match as a whole
// (RE2 full match); `name` may use \1..\9 of the first pattern present.
struct NamingRule {
  std::optional<std::string> exe;      // path of the executable
  std::optional<std::string> comm;     // /proc/PID/comm
  std::optional<std::string> cmdline;  // arguments joined by one space
  std::optional<std::string> unit;     // systemd unit or container
  std::string name;

  friend bool operator==(const NamingRule&, const NamingRule&) = default;
};

// `attribution:`
struct AttributionConfig {
  double cpu_budget = 0.01;  // share of one core, 0.1%..100%
  std::vector<NamingRule> process_names;

  friend bool operator==(const AttributionConfig&, const AttributionConfig&) = default;
};

// `web:`
struct WebConfig {
  enum class Api : std::uint8_t {
    kAuto,   // remote addresses on the host itself or with authentication only
    kTrue,   // for everybody
    kFalse,  // no API
  };

  Api api = Api::kAuto;
  bool page = true;  // the page at /, which reads the API

  friend bool operator==(const WebConfig&, const WebConfig&) = default;
};

struct Config {
  PollConfig poll;
  LimitsConfig limits;
  std::chrono::seconds retention{std::chrono::hours(24)};  // 1m..30d
  CloseWaitConfig close_wait;
  AttributionConfig attribution;
  WebConfig web;

  friend bool operator==(const Config&, const Config&) = default;
};

}  // namespace sockwatch
