// An api::Filter, ready for each of a million rows and for the walk that looks for their owners.
#pragma once

#include <bitset>
#include <string>

#include "api/filter.h"
#include "attribution/holder.h"

namespace sockwatch::tool {

// The only namespace that can be seen from within: our own.
inline constexpr const char* kOwnNetns = "host";

// `filter` outlives it.
class RowFilter {
 public:
  explicit RowFilter(const api::Filter& filter);

  // `dynamic`: the port is one that the kernel gave out, as a group's label says.
  [[nodiscard]] bool TakesPort(std::uint16_t port, bool dynamic) const {
    return all_ports_ || (dynamic ? dynamic_ : ports_.test(port));
  }
  [[nodiscard]] bool TakesRole(bool server) const {
    return filter_.roles.empty() || (server ? servers_ : clients_);
  }
  [[nodiscard]] bool TakesNames(const std::string& unit, const std::string& process) const;
  [[nodiscard]] bool Takes(const ProcessIdentity* owner) const {
    return owner == nullptr ? TakesNames("", "unattributed") : TakesNames(owner->unit, owner->name);
  }

  // Whether owners decide.
  [[nodiscard]] bool WantsNames() const {
    return !filter_.units.empty() || !filter_.processes.empty();
  }

  // Nothing can match: another namespace is asked for.
  [[nodiscard]] bool TakesNothing() const { return !filter_.TakesNetns(kOwnNetns); }

  [[nodiscard]] const api::Filter& All() const { return filter_; }

 private:
  const api::Filter& filter_;
  bool all_ports_;
  bool dynamic_ = false;
  bool servers_ = false;
  bool clients_ = false;
  std::bitset<65536> ports_;
};

}  // namespace sockwatch::tool
