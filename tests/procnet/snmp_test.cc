#include "procnet/snmp.h"

#include <catch2/catch.hpp>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

TEST_CASE("CurrEstab is found by the name of its column") {
  CHECK(ParseCurrEstab(SnmpText("17")) == 17U);
  CHECK(ParseCurrEstab("Tcp: A CurrEstab B\nTcp: 1 2 3\n") == 2U);
  CHECK(ParseCurrEstab("Tcp: CurrEstab\nTcp: 4294967295") == 4294967295U);
}

TEST_CASE("other protocols whose names begin alike are not Tcp") {
  CHECK(ParseCurrEstab("TcpExt: CurrEstab\nTcpExt: 9\nTcp: CurrEstab\nTcp: 3\n") == 3U);
}

TEST_CASE("there is no CurrEstab where it is missing or no number") {
  CHECK_FALSE(ParseCurrEstab(""));
  CHECK_FALSE(ParseCurrEstab("Udp: CurrEstab\nUdp: 1\n"));
  CHECK_FALSE(ParseCurrEstab("Tcp: CurrEstab\n"));
  CHECK_FALSE(ParseCurrEstab("Tcp: A CurrEstab\nTcp: 1\n"));
  CHECK_FALSE(ParseCurrEstab("Tcp: A B\nTcp: 1 2\n"));
  for (const char* bad : {"-1", "1x", "4294967296", "+1", "0x10", ""}) {
    CHECK_FALSE(ParseCurrEstab("Tcp: CurrEstab\nTcp: " + std::string(bad) + "\n"));
  }
}

TEST_CASE("no prefix of snmp up to the number gives one") {
  const std::string text = SnmpText("17");
  for (std::size_t length = 0; length < text.find(" 17 ") + 1; ++length) {
    REQUIRE_FALSE(ParseCurrEstab(std::string_view(text).substr(0, length)));
  }
}

}  // namespace
}  // namespace sockwatch::testing
