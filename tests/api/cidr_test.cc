#include "api/cidr.h"

#include <catch2/catch.hpp>
#include <string>

#include "sample/ip_text.h"

namespace sockwatch::api {
namespace {

bool Contains(std::string_view block, std::string_view address) {
  return ParseCidr(block).value().Contains(ParseCidr(address).value().address);
}

}  // namespace

TEST_CASE("A block of IPv4 addresses holds those with its prefix") {
  CHECK(Contains("10.1.0.0/16", "10.1.255.9"));
  CHECK_FALSE(Contains("10.1.0.0/16", "10.2.0.0"));
  CHECK(Contains("10.0.0.128/25", "10.0.0.255"));
  CHECK_FALSE(Contains("10.0.0.128/25", "10.0.0.127"));
  CHECK(Contains("10.0.0.7", "10.0.0.7"));
  CHECK_FALSE(Contains("10.0.0.7", "10.0.0.6"));
}

TEST_CASE("All of IPv4 is not all of IPv6") {
  CHECK(Contains("0.0.0.0/0", "255.1.2.3"));
  CHECK_FALSE(Contains("0.0.0.0/0", "2001:db8::1"));
  CHECK(Contains("::/0", "2001:db8::1"));
  CHECK(Contains("::/0", "10.0.0.1"));
  CHECK(Contains("::ffff:10.0.0.0/104", "10.9.9.9"));
}

TEST_CASE("A block of IPv6 addresses holds those with its prefix") {
  CHECK(Contains("2001:db8::/33", "2001:db8:7fff::1"));
  CHECK_FALSE(Contains("2001:db8::/33", "2001:db8:8000::1"));
  CHECK(Contains("[2001:db8::1]", "2001:db8::1"));
}

TEST_CASE("Bits behind the prefix do not count") { CHECK(Contains("10.1.2.3/8", "10.9.9.9")); }

TEST_CASE("What is no block is refused") {
  for (const char* text : {"", "/", "/8", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/",
                           "10.0.0.0/8x", "::/129", "::/0000", "example.com", "[::1", "10.0.0.1:80",
                           " 10.0.0.1", "10.0.0.0/8/8", "1:2:3:4:5:6:7:8:9"}) {
    INFO(text);
    CHECK_FALSE(ParseCidr(text));
  }
  CHECK_FALSE(ParseCidr(std::string_view("10.0.0.1\0x", 10)));
  CHECK_FALSE(ParseCidr(std::string(100'000, '1')));
}

TEST_CASE("Every beginning of a block is a block or refused") {
  for (const std::string text : {"192.168.100.200/29", "2001:db8:1:2:3:4:5:6/127"}) {
    for (std::size_t size = 0; size <= text.size(); ++size) {
      const auto block = ParseCidr(text.substr(0, size));
      if (block) CHECK(block->bits <= 128);
    }
    CHECK(ParseCidr(text));
  }
}

TEST_CASE("The address of a remote is found with and without a port") {
  for (const char* text : {"10.0.0.7", "10.0.0.7:443"}) {
    CHECK(AddressText(AddressOfEndpoint(text).value()) == "10.0.0.7");
  }
  for (const char* text : {"2001:db8::1", "[2001:db8::1]:443"}) {
    CHECK(AddressText(AddressOfEndpoint(text).value()) == "2001:db8::1");
  }
  CHECK_FALSE(AddressOfEndpoint("other"));
  CHECK_FALSE(AddressOfEndpoint(""));
}

}  // namespace sockwatch::api
