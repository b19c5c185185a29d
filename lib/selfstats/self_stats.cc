#include "selfstats/self_stats.h"

#include <algorithm>

namespace sockwatch {

void DurationHistogram::Observe(double seconds) {
  const auto* bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  buckets_.at(static_cast<std::size_t>(bound - kBounds.begin())).Add();
  sum_.Set(sum_.Get() + seconds);
  last_.Set(seconds);
}

std::array<std::uint64_t, DurationHistogram::kBounds.size() + 1> DurationHistogram::Cumulative()
    const {
  std::array<std::uint64_t, kBounds.size() + 1> counts{};
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    total += buckets_.at(i).Get();
    counts.at(i) = total;
  }
  return counts;
}

ErrorName NameOf(ErrorReason reason) {
  static constexpr std::array<ErrorName, kErrorReasonCount> kNames = {{
      {"dump", "send_failed"},      {"dump", "receive_failed"}, {"dump", "timed_out"},
      {"dump", "truncated"},        {"dump", "kernel_error"},   {"dump", "malformed"},
      {"dump", "interrupted"},      {"dump", "ring_stalled"},   {"dump", "too_long"},
      {"netlink", "stale_reply"},   {"netlink", "open_failed"}, {"netlink", "bad_row"},
      {"procnet", "read_failed"},   {"proc", "permission"},     {"proc", "read_failed"},
      {"proc", "parse_failed"},     {"proc", "stuck"},          {"cgroup", "lookup_failed"},
      {"config", "reload_failed"},  {"http", "accept_failed"},  {"udp_diag", "dump_failed"},
      {"unix_diag", "dump_failed"},
  }};
  return kNames.at(static_cast<std::size_t>(reason));
}

std::string_view NameOf(HttpRejection reason) {
  static constexpr std::array<std::string_view, kHttpRejectionCount> kNames = {
      "header_timeout", "connection_limit", "method", "not_found"};
  return kNames.at(static_cast<std::size_t>(reason));
}

std::string_view NameOf(Feature feature) {
  static constexpr std::array<std::string_view, kFeatureCount> kNames = {
      "process_owners", "cgroup_units", "attribution"};
  return kNames.at(static_cast<std::size_t>(feature));
}

}  // namespace sockwatch
