#include "web/client_origin.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <string>

namespace sockwatch {
namespace {

// Of "127.0.0.1", "::1" or "unix".
sockaddr_storage AddressOf(const std::string& text) {
  sockaddr_storage storage{};
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  v4.sin_family = AF_INET;
  v6.sin6_family = AF_INET6;
  if (text == "unix") {
    storage.ss_family = AF_UNIX;
  } else if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    std::memcpy(&storage, &v4, sizeof v4);
  } else if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    std::memcpy(&storage, &v6, sizeof v6);
  }
  return storage;
}

bool OnHost(const std::string& address, std::string_view host, bool forwarded = false) {
  const sockaddr_storage storage = AddressOf(address);
  return IsOnHost({reinterpret_cast<const sockaddr*>(&storage), host, forwarded});
}

}  // namespace

TEST_CASE("A client at a loopback address or a UNIX socket is on the host") {
  const auto* const address = GENERATE("127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1", "unix");
  CHECK(OnHost(address, "127.0.0.1:10106"));
  CHECK_FALSE(OnHost(address, "127.0.0.1:10106", true));
}

TEST_CASE("A client at any other address is not") {
  const auto* const address =
      GENERATE("10.0.0.1", "128.0.0.1", "::2", "::ffff:10.0.0.1", "fe80::1", "none");
  CHECK_FALSE(OnHost(address, "127.0.0.1:10106"));
  CHECK_FALSE(IsOnHost({nullptr, "localhost", false}));
}

TEST_CASE("A Host field that is an address or localhost is one of this host") {
  const auto* const host = GENERATE("", "localhost", "LocalHost:80", "a.localhost", "127.0.0.1",
                                    "10.0.0.1:10106", "[::1]:10106", "[fe80::1]");
  CHECK(OnHost("127.0.0.1", host));
}

TEST_CASE("A name that somebody may have pointed here is not") {
  const auto* const host =
      GENERATE("evil.example", "evil.example:10106", "localhost.evil.example", "notlocalhost", "[",
               "[]", ":10106", "localhost:x", "127.0.0.1.evil.example");
  CHECK_FALSE(OnHost("127.0.0.1", host));
}

TEST_CASE("Fields of proxies are known without case, and no others") {
  for (const char* name :
       {"X-Forwarded-For", "x-forwarded-host", "Forwarded", "FORWARDED", "X-Real-IP", "Via"}) {
    CHECK(IsProxyField(name));
  }
  for (const char* name : {"", "Host", "X-Forwarded", "Viable", "Accept"}) {
    CHECK_FALSE(IsProxyField(name));
  }
}

}  // namespace sockwatch
