// Who holds a socket, and how many descriptors processes have open: the questions the aggregator
// asks and the answers it gets, by way of a thread of their own, since /proc can be slow or hang.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace sockwatch {

enum class QueryKind : std::uint8_t {
  kCloseWait,  // looked up first: this is what people are paged for
  kListener,   // all holders are wanted, to know whether they share one name
  kOther,
};

// One socket whose holder is asked for. `pid` and `fd`, where known (pid != 0), are where it was
// last seen: tried first, with one readlink. `pid` without `fd` (-1) is a process likely to hold it
// (a provisional owner): looked at as a whole, before any other.
struct OwnerQuery {
  std::uint64_t cookie = 0;
  std::uint32_t inode = 0;
  std::uint64_t cgroup_id = 0;  // of its creator; only says where to look first. 0: unknown
  std::uint32_t pid = 0;
  std::int32_t fd = -1;
  QueryKind kind = QueryKind::kOther;
};

// A place that a socket we knew has just left: the kernel hands out the lowest free number, so the
// next socket of that process is likely there.
struct FreedFd {
  std::uint32_t pid = 0;
  std::int32_t fd = -1;
};

struct OwnerRequest {
  std::vector<OwnerQuery> queries;
  std::vector<FreedFd> freed;
  // Processes whose descriptors are to be counted, once each. They take the place of those asked
  // for before and not counted yet; if there are none, counting those goes on.
  std::vector<std::uint32_t> fds_of{};
};

// A process at the time of the answer.
struct Owner {
  std::uint32_t pid = 0;
  std::uint64_t start_time = 0;  // clock ticks since boot, /proc/PID/stat field 22
  std::string process;           // by the naming rules; never empty
  std::string unit;              // systemd unit or container, "" if none
  // How old it is: CLOCK_BOOTTIME, which goes on in suspend, less its start time. 0: unknown.
  std::chrono::milliseconds age{};
};

enum class OwnerOutcome : std::uint8_t {
  kFound,
  kNoProcess,   // a complete walk found no holder
  kPermission,  // not found, and some processes may not be looked into
};

struct OwnerAnswer {
  std::uint64_t cookie = 0;
  std::uint32_t inode = 0;
  OwnerOutcome outcome = OwnerOutcome::kNoProcess;
  std::uint32_t owner = 0;   // index into OwnerReply::owners, if kFound
  std::int32_t fd = -1;      // in that process, if kFound
  bool names_agree = true;   // kListener: all holders but pid 1 have the owner's process name
  std::string creator_unit;  // if not kFound: the unit of the row's cgroup, "" if unknown
};

// How many descriptors a process has open, and how many it may have.
struct FdUse {
  std::uint32_t pid = 0;
  std::string process;  // both as of an Owner
  std::string unit;
  std::uint64_t open = 0;
  std::optional<std::uint64_t> limit;  // soft RLIMIT_NOFILE; nothing if unlimited or unreadable
};

struct OwnerReply {
  std::vector<Owner> owners;
  std::vector<OwnerAnswer> answers;
  std::vector<FdUse> fd_uses;  // a process that is gone or may not be looked into is not here
};

// Used by one thread (the aggregator's); no call blocks or reads a file.
class OwnerFinder {
 public:
  OwnerFinder() = default;
  OwnerFinder(const OwnerFinder&) = delete;
  OwnerFinder& operator=(const OwnerFinder&) = delete;
  virtual ~OwnerFinder() = default;

  // Each query is answered once, in any order, unless Generation() changes before. A descriptor
  // freed is tried for the queries of the same and of earlier requests, then forgotten.
  //
  // Counting descriptors comes after all queries, those included that come in meanwhile; where
  // these never end, a few processes are counted after each search. It is charged to the same CPU
  // budget, of which it takes half at most, and goes out in any number of replies. Of the processes
  // asked for again before they were counted, those that wait the longest go first; one that was
  // just being counted is answered for both requests, the newer number last. A limit is a minute
  // old at most. What is not counted when Generation() changes is lost.
  virtual void Ask(OwnerRequest request) = 0;

  // The answers and counts since the last call, if any.
  virtual std::optional<OwnerReply> TakeReply() = 0;

  // To be called about once a second: notices a thread that is stuck in /proc and replaces it.
  virtual void Watch(MonoTime now) = 0;

  // Changes when queries were lost (the thread got stuck and was replaced): ask again.
  [[nodiscard]] virtual std::uint32_t Generation() const = 0;

  // False once attribution has been given up; Ask() then does nothing.
  [[nodiscard]] virtual bool Alive() const = 0;
};

}  // namespace sockwatch
