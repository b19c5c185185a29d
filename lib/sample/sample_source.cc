#include "sample/sample_source.h"

#include <array>

namespace sockwatch {

std::string_view DumpResultName(DumpResult result) {
  static constexpr std::array<std::string_view, kDumpResultCount> kNames = {
      "complete",  "send_failed", "receive_failed", "timed_out", "truncated", "kernel_error",
      "malformed", "interrupted", "ring_stalled",   "too_long",  "stopped"};
  return kNames.at(static_cast<std::size_t>(result));
}

}  // namespace sockwatch
