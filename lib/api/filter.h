// What a client asks to see of it all. Names are those of the query parameters and of the tool's
// flags; several values of one filter take what any of them takes, several filters what all take.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "aggregate/snapshot.h"
#include "api/cidr.h"
#include "sample/tcp_state.h"

namespace sockwatch::api {

struct Filter {
  StateSet states{};  // none: all
  std::vector<std::string> processes{};
  std::vector<std::string> units{};
  std::vector<std::string> ports{};  // of the group: a number, or "dynamic"
  std::vector<std::string> netns{};
  std::vector<std::string> roles{};
  std::vector<Cidr> remotes{};
  std::optional<std::chrono::milliseconds> older_than{};  // age in its state

  [[nodiscard]] bool Takes(TcpState state) const { return states.Empty() || states.Has(state); }
  [[nodiscard]] bool Takes(const GroupLabels& labels) const;
  [[nodiscard]] bool TakesNetns(const std::string& name) const;
  [[nodiscard]] bool TakesRemote(const IpAddress& remote) const;

  // An age that is not known is not older than anything.
  [[nodiscard]] bool TakesAge(std::optional<std::chrono::milliseconds> age) const;

  // Of a group: one of its CLOSE_WAIT sockets is that old; one of the remotes named for them is in
  // a block.
  [[nodiscard]] bool TakesCloseWait(const CloseWaitRow& row, WallTime now) const;

  // Something about owners decides: which program, at which port, in which role.
  [[nodiscard]] bool WantsOwners() const {
    return !processes.empty() || !units.empty() || !ports.empty() || !roles.empty();
  }

  // What a dump has to ask for: 1 << state for each state that is taken, of `among`.
  [[nodiscard]] std::uint32_t KernelStates(std::uint32_t among) const;
};

}  // namespace sockwatch::api
