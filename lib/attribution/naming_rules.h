// `attribution.process_names`, compiled.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "attribution/process_facts.h"
#include "base/result.h"
#include "config/config.h"

namespace sockwatch {

// Immutable once compiled; may be shared between threads.
class NamingRules {
 public:
  // No rules at all.
  NamingRules();
  ~NamingRules();
  NamingRules(NamingRules&&) noexcept;
  NamingRules& operator=(NamingRules&&) noexcept;
  NamingRules(const NamingRules&) = delete;
  NamingRules& operator=(const NamingRules&) = delete;

  // The error names the rule (counted from 1), the pattern and what RE2 has against it.
  static Result<NamingRules> Compile(const std::vector<NamingRule>& rules);

  // The name that the first rule matching all of its patterns gives, as it stands in the rule.
  // Costly facts are asked for only where a rule has a pattern on them and the patterns before it
  // (comm, unit, exe, cmdline in this order) match.
  std::optional<std::string> NameFor(ProcessFacts& facts) const;

 private:
  struct CompiledRule;
  std::vector<std::unique_ptr<CompiledRule>> rules_;
};

}  // namespace sockwatch
