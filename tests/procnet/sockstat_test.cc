#include "procnet/sockstat.h"

#include <catch2/catch.hpp>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

TEST_CASE("inuse and tw are taken from the TCP line") {
  CHECK(ParseSockstat(SockstatText("52", "13")) == SockstatTcp{52, 13});
}

TEST_CASE("fields are found by name, in whatever order and company") {
  CHECK(ParseSockstat("TCP: new 1 tw 2 inuse 3\n") == SockstatTcp{3, 2});
}

TEST_CASE("sockstat without both numbers is nothing") {
  CHECK_FALSE(ParseSockstat(""));
  CHECK_FALSE(ParseSockstat("UDP: inuse 4 tw 1\n"));
  CHECK_FALSE(ParseSockstat("TCP6: inuse 4 tw 1\n"));
  CHECK_FALSE(ParseSockstat("TCP: inuse 4\n"));
  CHECK_FALSE(ParseSockstat("TCP: tw 4\n"));
  CHECK_FALSE(ParseSockstat("TCP: inuse 4 tw\n"));
  CHECK_FALSE(ParseSockstat("TCP: inuse four tw 1\n"));
  CHECK_FALSE(ParseSockstat("TCP: inuse 4 tw 4294967296\n"));
}

TEST_CASE("a value is never taken for a name") { CHECK_FALSE(ParseSockstat("TCP: tw inuse 4\n")); }

TEST_CASE("sockstat6 has its own line") {
  CHECK(ParseSockstat6Inuse(Sockstat6Text("9")) == 9U);
  CHECK_FALSE(ParseSockstat6Inuse("TCP: inuse 9\n"));
  CHECK_FALSE(ParseSockstat6Inuse("TCP6: inuse\n"));
  CHECK_FALSE(ParseSockstat6Inuse(""));
}

}  // namespace
}  // namespace sockwatch::testing
