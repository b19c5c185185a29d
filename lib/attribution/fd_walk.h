// All sockets of one process: getdents64 and one readlinkat for each descriptor, nothing else. What
// is done with each is the caller's; a walk must stay within 1.3 times these system calls alone.
#pragma once

#include <cstdint>

#include "attribution/proc_fs.h"

namespace sockwatch {

// Told of a walk's progress. Not an std::function: it is called for every socket.
class FdVisitor {
 public:
  FdVisitor() = default;
  FdVisitor(const FdVisitor&) = delete;
  FdVisitor& operator=(const FdVisitor&) = delete;
  virtual ~FdVisitor() = default;

  virtual void OnSocket(std::uint32_t inode, std::int32_t fd) = 0;

  // After each kFdsPerRest descriptors. False ends the walk.
  virtual bool Rest() = 0;
};

inline constexpr std::uint32_t kFdsPerRest = 256;

// kOk: every descriptor was seen, or the visitor ended the walk. kDenied: the kernel refuses the
// links of this process (it does so for all of them or for none).
ProcStatus WalkFds(ProcFs& proc, const ProcessDir& process, DirBuffer& buffer, FdVisitor& visitor);

}  // namespace sockwatch
