// A socket inherited over fork(2) sits at the same descriptor number in the parent. Where a socket
// was found by a short cut, without looking at everybody, the parent may be the one that started
// first.
#pragma once

#include <cstdint>
#include <optional>

#include "attribution/holder.h"
#include "attribution/process_cache.h"

namespace sockwatch {

// The parent of one process. Opens it when first needed; after that a question is one readlink.
class ForkParent {
 public:
  // Both must outlive it.
  ForkParent(ProcessCache& processes, const OpenProcess& child)
      : processes_(&processes), child_(&child) {}

  // The parent as a holder, if it holds `inode` at `fd` too, started first, and has another name
  // than `child_name` (else it does not matter which of them it is). Only parents that were met
  // before are asked; pid 1 never.
  std::optional<Holder> Holding(std::uint32_t inode, std::int32_t fd, const std::string& child_name,
                                MonoTime now);

 private:
  // False if there is no such parent.
  bool OpenOnce(MonoTime now);

  ProcessCache* processes_;
  const OpenProcess* child_;
  OpenProcess parent_;
  std::shared_ptr<const ProcessIdentity> identity_;
  bool opened_ = false;
};

}  // namespace sockwatch
