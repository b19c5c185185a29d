// `attribution.process_names`: the rules that name processes, checked as far as they can be without
// a process.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "config/config.h"
#include "config/config_value.h"

namespace sockwatch {

constexpr std::size_t kMaxNamingRules = 1000;
constexpr std::size_t kMaxRuleNameBytes = 128;  // the usual label_value_length_limit

// The list. Each rule needs a name and at least one pattern; \1..\9 in the name must be groups of
// the first pattern present, in the order exe, comm, cmdline, unit; `\\` is a backslash.
void ReadNamingRules(const ConfigValue& value, Config& config);

// Members of the rule read last, which is the last of `config`.
void ReadRuleName(const ConfigValue& value, Config& config);

// Not empty, and valid for RE2 with its default options.
bool CheckPattern(const ConfigValue& value);

template <std::optional<std::string> NamingRule::*kField>
void ReadPattern(const ConfigValue& value, Config& config) {
  if (CheckPattern(value)) config.attribution.process_names.back().*kField = value.node.text;
}

}  // namespace sockwatch
