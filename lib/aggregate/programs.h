// The programs {unit, process} that groups belong to: how long their sockets stayed in CLOSE_WAIT,
// and how near the processes among them are to their limit of open files. Used by one thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "aggregate/process_name.h"
#include "aggregate/snapshot.h"
#include "attribution/owner_finder.h"
#include "sample/tick.h"

namespace sockwatch {

using ProgramId = std::uint32_t;  // never given out again

class Programs {
 public:
  // A group of that program was made.
  ProgramId Join(const ProcessName& name);

  // A group that joined is gone; the program goes with its last.
  void Leave(ProgramId id);

  // It has a socket in CLOSE_WAIT: its durations begin, at zero.
  void MeetCloseWait(ProgramId id) { programs_.at(id).met_close_wait = true; }
  void ObserveCloseWait(ProgramId id, std::chrono::duration<double> duration);

  // Which processes hold sockets of the namespace, counted anew at every tick: between BeginCount()
  // and the next, one CountSocket() for every socket of it whose holder is known.
  void BeginCount(NetnsId netns);
  void CountSocket(std::uint32_t pid, ProgramId program, bool close_wait);
  void DropNetns(NetnsId netns);

  // All that were counted, in all namespaces; each is there once.
  [[nodiscard]] std::vector<std::uint32_t> Pids() const;

  // Descriptors of such processes, as they were counted last. Those of others are dropped.
  void TakeFds(std::vector<FdUse> uses);

  // Spreads processes and descriptors over the programs. Call before Row().
  void Settle();

  [[nodiscard]] ProgramRow Row(ProgramId id) const;

 private:
  struct Program {
    ProcessName name;
    std::uint32_t groups = 0;
    bool met_close_wait = false;
    CloseWaitDurations durations;
    std::uint32_t processes = 0;
    std::optional<FdRow> fds;
  };
  struct Process {
    ProgramId program = 0;
    std::uint32_t close_wait = 0;
  };
  using Processes = absl::flat_hash_map<std::uint32_t, Process>;  // by pid

  [[nodiscard]] Processes Everywhere() const;
  [[nodiscard]] std::optional<FdRow> FdsOf(std::uint32_t pid, const Process& process) const;

  ProgramId next_ = 0;
  absl::flat_hash_map<std::pair<std::string, std::string>, ProgramId> ids_;
  absl::flat_hash_map<ProgramId, Program> programs_;
  std::map<NetnsId, Processes> processes_;
  Processes* counting_ = nullptr;                  // one of them
  absl::flat_hash_map<std::uint32_t, FdUse> fds_;  // by pid
};

}  // namespace sockwatch
