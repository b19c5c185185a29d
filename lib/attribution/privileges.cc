#include "attribution/privileges.h"

#include <linux/capability.h>

#include "attribution/proc_parse.h"

namespace sockwatch {

namespace {

constexpr std::size_t kStatusLimit = 16384;

bool Has(std::uint64_t set, unsigned capability) { return ((set >> capability) & 1U) != 0; }

}  // namespace

std::vector<std::string> MissingCapabilities(std::uint64_t effective) {
  std::vector<std::string> missing;
  if (!Has(effective, CAP_SYS_PTRACE)) missing.emplace_back("CAP_SYS_PTRACE");
  if (!Has(effective, CAP_DAC_READ_SEARCH)) missing.emplace_back("CAP_DAC_READ_SEARCH");
  return missing;
}

std::vector<std::string> MissingCapabilities(ProcFs& proc) {
  std::string status;
  if (proc.Read("self/status", kStatusLimit, status) != ProcStatus::kOk) status.clear();
  return MissingCapabilities(ParseCapEff(status).value_or(0));
}

}  // namespace sockwatch
