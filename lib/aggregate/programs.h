// The programs {unit, process} that groups belong to: how long their sockets stayed in CLOSE_WAIT,
// and how near the processes among them are to their limit of open files. Used by one thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "aggregate/process_name.h"
#include "aggregate/snapshot.h"
#include "attribution/owner_finder.h"

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

  // Which processes hold sockets, counted anew at every tick: between ClearProcesses() and the
  // next, one CountSocket() for every socket whose holder is known.
  void ClearProcesses() { processes_.clear(); }
  void CountSocket(std::uint32_t pid, ProgramId program, bool close_wait);
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

  [[nodiscard]] std::optional<FdRow> FdsOf(std::uint32_t pid, const Process& process) const;

  ProgramId next_ = 0;
  absl::flat_hash_map<std::pair<std::string, std::string>, ProgramId> ids_;
  absl::flat_hash_map<ProgramId, Program> programs_;
  absl::flat_hash_map<std::uint32_t, Process> processes_;  // by pid
  absl::flat_hash_map<std::uint32_t, FdUse> fds_;          // by pid
};

}  // namespace sockwatch
