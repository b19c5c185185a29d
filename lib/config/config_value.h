// One value of the configuration file on its way into Config, and the scalars it may hold. What is
// wrong with it is reported; nothing returned then.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config_error.h"
#include "config/yaml_tree.h"

namespace sockwatch {

struct ConfigValue {
  const YamlNode& node;
  int line;            // of its key; of itself in a list
  std::string path;    // attribution.process_names[2].name
  std::string schema;  // attribution.process_names[].name
  ConfigErrors& errors;

  void Fail(std::string problem, std::string expected) const;
  void FailAt(int at_line, std::string problem, std::string expected) const;

  // A value of the wrong kind; nothing if it was reported before.
  void FailKind(const std::string& expected) const;
};

// "parent.name", or "name" at the top.
std::string JoinPath(std::string_view parent, std::string_view name);

// The items of a list of at most `most` `what`, e.g. "rules". Nothing where there is no value.
std::vector<ConfigValue> ReadItems(const ConfigValue& value, std::size_t most,
                                   const std::string& what);

// Any scalar, quoted or not.
std::optional<std::string_view> ReadText(const ConfigValue& value, const std::string& expected);

// A whole number in decimal, not quoted, min..max.
std::optional<std::uint32_t> ReadCount(const ConfigValue& value, std::uint32_t min,
                                       std::uint32_t max);

// Percent with its sign, `1%` or `0.5%`, min_percent..max_percent; returned as a share (0.01).
std::optional<double> ReadShare(const ConfigValue& value, double min_percent, double max_percent,
                                const std::string& expected);

// A duration (config/duration.h), min..max, a multiple of `step`.
struct DurationRange {
  std::chrono::milliseconds min;
  std::chrono::milliseconds max;
  std::chrono::milliseconds step;
  std::string expected;
};
std::optional<std::chrono::milliseconds> ReadDuration(const ConfigValue& value,
                                                      const DurationRange& range);

}  // namespace sockwatch
