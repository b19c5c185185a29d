#include "procnet/sysctl.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "procnet/fields.h"
#include "procnet/kept_file.h"
#include "procnet/port_range.h"

namespace sockwatch {
namespace {

constexpr std::array<std::string_view, 12> kNumbers = {
    "net.ipv4.tcp_keepalive_time",   "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_tw_reuse",         "net.ipv4.tcp_max_tw_buckets",
    "net.ipv4.tcp_max_orphans",      "net.ipv4.tcp_max_syn_backlog",
    "net.ipv4.tcp_syncookies",       "net.ipv4.tcp_abort_on_overflow",
    "net.ipv4.tcp_timestamps",       "net.core.somaxconn"};

using Buffer = std::array<char, 64>;

// The text of the sysctl, in `buffer`; empty if it cannot be read.
std::string_view ReadText(const std::string& proc_root, std::string_view name, Buffer& buffer) {
  std::string path(name);
  std::replace(path.begin(), path.end(), '.', '/');
  return KeptFile(proc_root + "/sys/" + path).Read(buffer).text;
}

}  // namespace

std::optional<double> ParseSysctl(std::string_view text) {
  if (!text.ends_with('\n')) return std::nullopt;
  const auto number = ToNumber<std::int64_t>(TakeField(text));
  if (!number || !TakeField(text).empty()) return std::nullopt;
  return static_cast<double>(*number);
}

std::vector<SysctlValue> ReadSysctls(const std::string& proc_root) {
  Buffer buffer{};
  std::vector<SysctlValue> values;
  for (const std::string_view name : kNumbers) {
    const auto value = ParseSysctl(ReadText(proc_root, name, buffer));
    if (value) values.push_back({name, *value});
  }
  const auto range = ParsePortRange(ReadText(proc_root, "net.ipv4.ip_local_port_range", buffer));
  if (range) {
    values.push_back({"net.ipv4.ip_local_port_range.min", static_cast<double>(range->first)});
    values.push_back({"net.ipv4.ip_local_port_range.max", static_cast<double>(range->last)});
  }
  return values;
}

}  // namespace sockwatch
