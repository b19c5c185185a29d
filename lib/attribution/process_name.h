// The name that a process' sockets are exported under.
#pragma once

#include <string>
#include <string_view>

#include "attribution/naming_rules.h"
#include "attribution/process_facts.h"

namespace sockwatch {

inline constexpr std::size_t kProcessNameLimit = 64;

// The first rule that matches; else, for an interpreter, the program it runs; else comm. Fit for a
// label: never empty, no control characters, valid UTF-8, at most kProcessNameLimit bytes. Never
// "other" or "unattributed", which are names of our own: such a program gets a trailing "_".
std::string NameProcess(const NamingRules& rules, ProcessFacts& facts);

}  // namespace sockwatch
