// The values of the label `netns`, each with a number that groups are kept under. A living
// namespace has one of its own, and all that are idle share one more. That of a vanished namespace
// is kept as long as it has groups: the next namespace so called, say a container started again,
// goes on with them and with its counts. Used by one thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "aggregate/connection.h"
#include "base/clock.h"
#include "sample/sample_source.h"

namespace sockwatch {

using NetnsLabel = std::uint32_t;
inline constexpr NetnsLabel kHostLabel = 0;
inline constexpr NetnsLabel kIdleLabel = 1;

// When a namespace's last complete dump was, on both clocks.
struct TickTime {
  MonoTime at;
  WallTime wall;
};

class NetnsLabels {
 public:
  struct Label {
    std::string name{};
    bool living = false;  // a namespace has it
    bool apart = false;   // ... and its sockets are counted under it, not under kIdleLabel
    MonoTime gone_at{};   // meaningful unless `living`
    TickTime tick{};      // up to which its groups are right

    // Dumps by result: each counts once, where its namespace stood at its end.
    std::array<std::uint64_t, kDumpResultCount> dumps{};
    std::vector<GroupId> groups{};  // all of them, in no order; Groups keeps both
    GroupId other = kNoId;
  };

  NetnsLabels();

  // A namespace is met. Should a living one have that name, or the name be "host" or "idle", it
  // gets a trailing "_".
  NetnsLabel Join(std::string name);

  // The namespace that joined is gone.
  void Leave(NetnsLabel label, MonoTime now);

  // Drops those of vanished namespaces that have no group any more.
  void Forget();

  [[nodiscard]] Label& At(NetnsLabel label) { return labels_[label]; }
  [[nodiscard]] const Label& At(NetnsLabel label) const { return labels_[label]; }

  // All labels are below it; those that were dropped have no name and no groups.
  [[nodiscard]] NetnsLabel End() const { return static_cast<NetnsLabel>(labels_.size()); }

 private:
  NetnsLabel Make(const std::string& name);

  std::vector<Label> labels_;
  std::vector<NetnsLabel> free_;
  absl::flat_hash_map<std::string, NetnsLabel> ids_;
};

}  // namespace sockwatch
