// One namespace's turn: from what its files say, through the door where it takes a dump. Used by
// one thread.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "namespaces/netns_directory.h"
#include "namespaces/netns_door.h"
#include "namespaces/netns_registry.h"
#include "namespaces/netns_turn.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

class TurnMaker {
 public:
  // Sysctls change rarely; those of idle namespaces are read once.
  static constexpr std::chrono::minutes kFactsEvery{1};

  // All but `proc_root` outlive it. `may_enter`: the door opens.
  TurnMaker(std::string proc_root, NetnsDoor& door, bool may_enter, NetnsDirectory& directory,
            SelfStats& stats);

  enum class Made : std::uint8_t {
    kTurn,
    kNothing,      // it has vanished; whether for good the next look at /proc tells
    kUnreachable,  // by privilege
    kLost,         // the way back from it failed: see NetnsDoor::Leave
  };

  // Begins a dump at the gate when the turn is one.
  Made Make(NetnsId id, KnownNetns& netns, MonoTime now, NetnsTurn& turn);

 private:
  Made MakeInside(NetnsId id, KnownNetns& netns, MonoTime now, NetnsTurn& turn);
  Made MakeOutside(KnownNetns& netns, MonoTime now, NetnsTurn& turn);
  void LookAround(NetnsId id, KnownNetns& netns, MonoTime now, NetnsTurn& turn);
  [[nodiscard]] std::optional<SockstatTcp> SockstatOf(const NetnsPlace& place) const;
  bool OpenTables(const KnownNetns& netns, NetnsTurn& turn);

  std::string proc_root_;
  std::string inside_;  // the calling thread's view
  NetnsDoor& door_;
  bool may_enter_;
  NetnsDirectory& directory_;
  SelfStats& stats_;
  SelfStats vanishing_;  // errors of reads below a /proc/PID that may go meanwhile: no faults
};

}  // namespace sockwatch
