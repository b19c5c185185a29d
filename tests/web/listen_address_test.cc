#include "web/listen_address.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

std::string Parsed(std::string_view text) {
  const auto parsed = ParseListenAddress(text);
  if (!parsed) return "error";
  return parsed.Value().host + "|" + std::to_string(parsed.Value().port);
}

}  // namespace

TEST_CASE("a listen address is a host and a port") {
  CHECK(Parsed("127.0.0.1:9100") == "127.0.0.1|9100");
  CHECK(Parsed("localhost:0") == "localhost|0");
  CHECK(Parsed(":65535") == "|65535");
  CHECK(Parsed("[::1]:80") == "::1|80");
  CHECK(Parsed("[::]:80") == "::|80");
  CHECK(Parsed("[fe80::1%eth0]:80") == "fe80::1%eth0|80");
}

TEST_CASE("a listen address needs a port in range") {
  const auto text = GENERATE("", "127.0.0.1", "[::1]", "host:", "host:http", "host:65536",
                             "host:-1", "host:+1", "host: 80", "host:80 ", ":");
  INFO(text);
  CHECK(Parsed(text) == "error");
}

TEST_CASE("a listen address needs a host that can be one") {
  const auto text = GENERATE("::1:80", "[127.0.0.1]:80", "[]:80", "[::1:80", "::1]:80",
                             "http://host:80", "a,b:80", "a b:80", "user@host:80", "/run/x:80");
  INFO(text);
  CHECK(Parsed(text) == "error");
}

TEST_CASE("the error of a listen address names it and says what is wrong and what is right") {
  CHECK(ParseListenAddress("::1:80").Failure().text ==
        "listen address \"::1:80\": an IPv6 address needs brackets; write host:port, [v6]:port or "
        ":port");
  CHECK(ParseListenAddress("host").Failure().text ==
        "listen address \"host\": no port; write host:port, [v6]:port or :port");
}

}  // namespace sockwatch
