// How a dump ended, small enough to be an atomic, and the words for it.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

#include "sample/sample_source.h"

namespace sockwatch {

struct DumpEnd {
  DumpResult result = DumpResult::kComplete;
  bool opening = false;  // no request was made: there was no socket to send it on
  int os_error = 0;      // errno of the system call or of the kernel's reply; 0 where none is
};
static_assert(std::is_trivially_copyable_v<DumpEnd>);
static_assert(sizeof(DumpEnd) == 8);

enum class DiagKind : std::uint8_t { kTcp, kUdp, kUnix };

// A sentence for the log, empty for kComplete. Where the errno means that the kernel lacks
// sock_diag or the module of `kind`, it names the module and the configuration options.
std::string Describe(const DumpEnd& end, DiagKind kind = DiagKind::kTcp);

}  // namespace sockwatch
