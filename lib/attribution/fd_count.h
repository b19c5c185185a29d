// How many descriptors a process has open: one stat where the kernel counts them
// (ProcFs::CountsFds), else a listing, which costs some 0.7 us for each.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "attribution/proc_fs.h"

namespace sockwatch {

inline constexpr std::uint32_t kNamesPerRest = 1024;

// Nothing if the process is gone or may not be looked into, or if `rest`, called after each
// kNamesPerRest descriptors of a listing, ended it by returning false. `buffer` may not be used
// meanwhile, by `rest` neither.
std::optional<std::uint64_t> CountFds(ProcFs& proc, const ProcessDir& process, DirBuffer& buffer,
                                      const std::function<bool()>& rest);

}  // namespace sockwatch
