// What is known of each namespace besides its sockets: written by the namespaces' thread, before
// the namespace's first turn, and read by the aggregator. Thread-safe.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "procnet/ephemeral_ports.h"
#include "procnet/sysctl.h"
#include "sample/tick.h"

namespace sockwatch {

struct NetnsFacts {
  EphemeralPorts ports;
  std::vector<SysctlValue> sysctls;
};

class NetnsDirectory {
 public:
  // Replaces what was known of the namespace that had `id` before.
  void Meet(NetnsId id, std::string label);
  void SetFacts(NetnsId id, NetnsFacts facts);

  // The label stays: what the ring still holds of the namespace may be on its way.
  void Forget(NetnsId id);

  // Of those never met: "", the kernel's default range, and nothing.
  [[nodiscard]] std::string Label(NetnsId id) const;
  [[nodiscard]] EphemeralPorts Ports(NetnsId id) const;
  [[nodiscard]] std::vector<SysctlValue> Sysctls(NetnsId id) const;

 private:
  struct Entry {
    std::string label;
    std::unique_ptr<const NetnsFacts> facts;
  };

  [[nodiscard]] const NetnsFacts* Find(NetnsId id) const;

  mutable std::mutex mutex_;
  absl::flat_hash_map<NetnsId, Entry> entries_;
};

}  // namespace sockwatch
