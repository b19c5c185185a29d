// Processes that a read did not return from, and that are not read again.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "attribution/read_mark.h"

namespace sockwatch {

// At most as many entries as threads may get stuck. Not thread-safe.
class Quarantine {
 public:
  void Add(const ProcessKey& process) { processes_.push_back(process); }

  // Nothing of this pid may be read: it got stuck before its start time was known.
  [[nodiscard]] bool HoldsPid(std::uint32_t pid) const { return Holds({pid, 0}); }

  // Nothing but stat may be read of this process.
  [[nodiscard]] bool Holds(const ProcessKey& process) const {
    return std::find(processes_.begin(), processes_.end(), process) != processes_.end();
  }

  // Forgets processes that are gone. `pids` are all there are, ascending.
  void Prune(const std::vector<std::uint32_t>& pids) {
    std::erase_if(processes_, [&](const ProcessKey& process) {
      return !std::binary_search(pids.begin(), pids.end(), process.pid);
    });
  }

 private:
  std::vector<ProcessKey> processes_;
};

}  // namespace sockwatch
