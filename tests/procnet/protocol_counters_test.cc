#include "procnet/protocol_counters.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

namespace sockwatch::testing {
namespace {

const std::string kPairs = "Ip: Forwarding DefaultTTL\nIp: 1 64\nTcp: MaxConn InSegs\nTcp: -1 9\n";

TEST_CASE("a pair of lines is counters by name, in their order") {
  const auto counters = ParseCounterPairs(kPairs);
  REQUIRE(counters.size() == 4);
  CHECK(counters[0] == ProtocolCounter{"Ip", "Forwarding", 1});
  CHECK(counters[2] == ProtocolCounter{"Tcp", "MaxConn", -1});
  CHECK(counters[3] == ProtocolCounter{"Tcp", "InSegs", 9});
}

TEST_CASE("the files of a running kernel are understood") {
  for (const char* name : {"netstat", "snmp"}) {
    std::ifstream file(SOCKWATCH_SOURCE_DIR "/tests/fuzz/corpus/procnet/" + std::string(name));
    std::stringstream text;
    text << file.rdbuf();
    const std::string kept = text.str();
    CHECK(ParseCounterPairs(kept).size() > 50);
  }
}

TEST_CASE("a pair that does not fit is left out, and the next is not") {
  const std::string good = "Udp: NoPorts\nUdp: 3\n";
  for (const char* bad :
       {"Tcp: A B\nTcp: 1\n", "Tcp: A\nTcp: 1 2\n", "Tcp: A\nIp: 1\n", "Tcp A\nTcp 1\n"}) {
    const std::string text = bad + good;
    const auto counters = ParseCounterPairs(text);
    REQUIRE(counters.size() == 1);
    CHECK(counters[0].name == "NoPorts");
  }
  CHECK(ParseCounterPairs("Tcp: A B\nTcp: x 2\n").size() == 1);
}

TEST_CASE("lines of snmp6 have their protocol in the name") {
  const std::string text = "Ip6InReceives    5\nUdpLite6NoPorts\t7\nnonsense 1\nUdp6X y\nUdp6 1\n";
  const auto counters = ParseSnmp6(text);
  REQUIRE(counters.size() == 2);
  CHECK(counters[0] == ProtocolCounter{"Ip6", "InReceives", 5});
  CHECK(counters[1] == ProtocolCounter{"UdpLite6", "NoPorts", 7});
}

TEST_CASE("no prefix of a file gives a value that is not in it") {
  const auto whole = ParseCounterPairs(kPairs);
  for (std::size_t length = 0; length < kPairs.size(); ++length) {
    const auto counters = ParseCounterPairs(std::string_view(kPairs).substr(0, length));
    REQUIRE(counters.size() <= whole.size());
    REQUIRE(std::equal(counters.begin(), counters.end(), whole.begin()));
    const std::string six = "Ip6InReceives 512\n";
    if (length < six.size()) REQUIRE(ParseSnmp6(std::string_view(six).substr(0, length)).empty());
  }
}

}  // namespace
}  // namespace sockwatch::testing
