#include "attribution/process_age.h"

#include <unistd.h>

#include <algorithm>

namespace sockwatch {

std::chrono::milliseconds AgeAt(std::chrono::nanoseconds since_boot, std::uint64_t start_time) {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  const auto tick_rate = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  const std::uint64_t whole = start_time / tick_rate;
  const auto now = std::chrono::floor<seconds>(since_boot).count();
  // Before the multiplication, which a start time made up may overflow.
  if (now < 0 || whole > static_cast<std::uint64_t>(now)) return milliseconds(0);
  const auto start = seconds(whole) + milliseconds(start_time % tick_rate * 1000 / tick_rate);
  if (start > since_boot) return milliseconds(0);
  return std::max(std::chrono::floor<milliseconds>(since_boot - start), milliseconds(1));
}

}  // namespace sockwatch
