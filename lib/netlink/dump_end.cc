#include "netlink/dump_end.h"

#include <cerrno>
#include <string_view>

#include "base/result.h"

namespace sockwatch {
namespace {

constexpr std::string_view kMissingModule =
    "; the kernel cannot list TCP sockets: try `modprobe tcp_diag`, else it was built without "
    "CONFIG_INET_DIAG and CONFIG_INET_TCP_DIAG";

// socket(2) fails with EPROTONOSUPPORT without CONFIG_INET_DIAG's sock_diag; a request is answered
// with EOPNOTSUPP without inet_diag and with ENOENT without tcp_diag (net/core/sock_diag.c,
// net/ipv4/inet_diag.c). The kernel loads these modules by itself where it may.
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

std::string Describe(const DumpEnd& end) {
  if (end.result == DumpResult::kComplete) return "";
  std::string text = "TCP sock_diag: " + std::string(WhatFailed(end));
  if (end.os_error == 0) return text + " (" + std::string(DumpResultName(end.result)) + ")";
  text = SystemError(text, end.os_error).text;
  if (MeansMissingModule(end.os_error)) text += kMissingModule;
  return text;
}

}  // namespace sockwatch
