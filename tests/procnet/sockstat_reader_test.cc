#include "procnet/sockstat_reader.h"

#include <catch2/catch.hpp>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

TEST_CASE("What both families have in use is summed") {
  const TempProc proc;
  proc.Write("7/net/sockstat", SockstatText("5", "2"));
  proc.Write("7/net/sockstat6", Sockstat6Text("3"));
  CHECK(ReadSockstat(proc.Root() + "/7/net") == SockstatTcp{8, 2});
}

TEST_CASE("Without sockstat6 there is no IPv6, without sockstat nothing is known") {
  const TempProc proc;
  proc.Write("7/net/sockstat", SockstatText("5", "2"));
  CHECK(ReadSockstat(proc.Root() + "/7/net") == SockstatTcp{5, 2});
  CHECK_FALSE(ReadSockstat(proc.Root() + "/8/net"));
}

TEST_CASE("A file that says something else is nothing") {
  const TempProc proc;
  proc.Write("7/net/sockstat", SockstatText("5", "2"));
  proc.Write("7/net/sockstat6", "TCP6: inuse\n");
  CHECK_FALSE(ReadSockstat(proc.Root() + "/7/net"));
}

}  // namespace
}  // namespace sockwatch::testing
