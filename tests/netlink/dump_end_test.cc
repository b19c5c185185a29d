#include "netlink/dump_end.h"

#include <catch2/catch.hpp>
#include <cerrno>

namespace sockwatch {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("a complete dump has no error text, and every other result has its own") {
  CHECK(Describe({}).empty());
  for (std::size_t i = 1; i < kDumpResultCount; ++i) {
    const auto result = static_cast<DumpResult>(i);
    CHECK_THAT(Describe({.result = result}), Contains(std::string(DumpResultName(result))));
  }
}

TEST_CASE("the errno is spelled out") {
  const std::string text = Describe({.result = DumpResult::kReceiveFailed, .os_error = ENOMEM});
  CHECK_THAT(text, Contains("cannot receive the dump") && Contains("Cannot allocate memory"));
  CHECK_THAT(text, !Contains("modprobe"));
}

TEST_CASE("a kernel without TCP diagnostics is told apart, and what to do is said") {
  const int os_error = GENERATE(ENOENT, EPROTONOSUPPORT, EOPNOTSUPP);
  const auto result = GENERATE(DumpResult::kSendFailed, DumpResult::kKernelError);
  const std::string text = Describe({.result = result, .os_error = os_error});
  CHECK_THAT(text, Contains("modprobe tcp_diag") && Contains("CONFIG_INET_DIAG"));
}

TEST_CASE("each kind of dump names itself and the module that it needs") {
  const auto [kind, name, module] = GENERATE(table<DiagKind, std::string, std::string>({
      {DiagKind::kTcp, "TCP", "modprobe tcp_diag"},
      {DiagKind::kUdp, "UDP", "modprobe udp_diag"},
      {DiagKind::kUnix, "UNIX", "modprobe unix_diag"},
  }));
  const DumpEnd missing{.result = DumpResult::kKernelError, .os_error = ENOENT};
  CHECK_THAT(Describe(missing, kind), Contains("list " + name + " sockets") && Contains(module));
  CHECK_THAT(Describe({.result = DumpResult::kTimedOut}, kind), StartsWith(name + " sock_diag: "));
  CHECK(Describe({}, kind).empty());
}

TEST_CASE("a socket that cannot be opened is not called a request that cannot be sent") {
  const DumpEnd end{.result = DumpResult::kSendFailed, .opening = true, .os_error = EMFILE};
  CHECK_THAT(Describe(end), Contains("cannot open") && Contains("Too many open files"));
}

}  // namespace
}  // namespace sockwatch
