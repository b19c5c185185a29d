#include "netlink/dump_end.h"

#include <array>
#include <cerrno>
#include <string_view>

#include "base/result.h"

namespace sockwatch {
namespace {

struct KindWords {
  std::string_view name;
  std::string_view module;
  std::string_view options;
};

constexpr std::array<KindWords, 3> kKinds = {{
    {"TCP", "tcp_diag", "CONFIG_INET_DIAG and CONFIG_INET_TCP_DIAG"},
    {"UDP", "udp_diag", "CONFIG_INET_DIAG and CONFIG_INET_UDP_DIAG"},
    {"UNIX", "unix_diag", "CONFIG_UNIX_DIAG"},
}};

std::string MissingModule(const KindWords& kind) {
  return "; the kernel cannot list " + std::string(kind.name) + " sockets: try `modprobe " +
         std::string(kind.module) + "`, else it was built without " + std::string(kind.options);
}

// socket(2) fails with EPROTONOSUPPORT without sock_diag; a request is answered with EOPNOTSUPP
// (TCPDIAG_GETSOCK) or ENOENT without inet_diag, and with ENOENT without tcp_diag, udp_diag or
// unix_diag (net/core/sock_diag.c, net/ipv4/inet_diag.c). The kernel loads these modules by itself
// where it may.
bool MeansMissingModule(int os_error) {
  return os_error == ENOENT || os_error == EPROTONOSUPPORT || os_error == EOPNOTSUPP;
}

std::string_view WhatFailed(const DumpEnd& end) {
  if (end.opening) return "cannot open a NETLINK_SOCK_DIAG socket";
  switch (end.result) {
    case DumpResult::kComplete:
      return "";
    case DumpResult::kSendFailed:
      return "cannot send the dump request";
    case DumpResult::kReceiveFailed:
      return "cannot receive the dump";
    case DumpResult::kTimedOut:
      return "the kernel did not answer in time";
    case DumpResult::kTruncated:
      return "the kernel sent more than the receive buffer holds";
    case DumpResult::kKernelError:
      return "the kernel refused the dump";
    case DumpResult::kMalformed:
      return "the kernel's answer is malformed";
    case DumpResult::kInterrupted:
      return "the kernel calls its answer inconsistent (NLM_F_DUMP_INTR)";
    case DumpResult::kRingStalled:
    case DumpResult::kTooLong:
    case DumpResult::kStopped:
      return "the dump was abandoned";
  }
  return "";
}

}  // namespace

std::string Describe(const DumpEnd& end, DiagKind kind) {
  if (end.result == DumpResult::kComplete) return "";
  const KindWords& words = kKinds.at(static_cast<std::size_t>(kind));
  std::string text = std::string(words.name) + " sock_diag: " + std::string(WhatFailed(end));
  if (end.os_error == 0) return text + " (" + std::string(DumpResultName(end.result)) + ")";
  text = SystemError(text, end.os_error).text;
  if (MeansMissingModule(end.os_error)) text += MissingModule(words);
  return text;
}

}  // namespace sockwatch
