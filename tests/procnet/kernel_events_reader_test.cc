#include "procnet/kernel_events_reader.h"

#include <catch2/catch.hpp>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

constexpr KernelEventCounts kBefore = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
constexpr KernelEventCounts kAfter = {100, 2, 3, 4, 5, 6, 7, 8, 9, 11};

struct Host {
  Host() { proc.Write("net/netstat", NetstatText(kBefore)); }
  [[nodiscard]] std::uint64_t Errors() const {
    return stats.errors.at(static_cast<std::size_t>(ErrorReason::kProcnetReadFailed)).Get();
  }

  TempProc proc;
  SelfStats stats;
  KernelEventsReader reader{proc.Root(), stats};
};

TEST_CASE("each read of the kernel's events gives the counts of now") {
  Host host;
  CHECK(host.reader.Read() == kBefore);
  host.proc.Write("net/netstat", NetstatText(kAfter));
  CHECK(host.reader.Read() == kAfter);
  CHECK(host.Errors() == 0);
}

TEST_CASE("without netstat there are no events, each read is counted, and it may come") {
  Host host;
  host.proc.Remove("net/netstat");
  CHECK_FALSE(host.reader.Read());
  CHECK_FALSE(host.reader.Read());
  CHECK(host.Errors() == 2);
  host.proc.Write("net/netstat", NetstatText(kAfter));
  CHECK(host.reader.Read() == kAfter);
  CHECK(host.Errors() == 2);
}

TEST_CASE("a netstat that says something unexpected is an error") {
  Host host;
  host.proc.Write("net/netstat", "TcpExt: ListenDrops\nTcpExt: many\n");
  CHECK_FALSE(host.reader.Read());
  CHECK(host.Errors() == 1);
}

TEST_CASE("a netstat twice as long as any kernel's is read, a longer one is an error") {
  Host host;
  host.proc.Write("net/netstat", NetstatText(kBefore) + std::string(8000, '\n'));
  CHECK(host.reader.Read() == kBefore);
  host.proc.Write("net/netstat", NetstatText(kBefore) + std::string(16384, '\n'));
  CHECK_FALSE(host.reader.Read());
  CHECK(host.Errors() == 1);
}

}  // namespace
}  // namespace sockwatch::testing
