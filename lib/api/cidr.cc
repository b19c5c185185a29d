#include "api/cidr.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <system_error>

namespace sockwatch::api {
namespace {

constexpr unsigned kMappedBits = 96;
constexpr std::size_t kLongestAddress = INET6_ADDRSTRLEN;

struct Host {
  IpAddress address{};
  bool ipv4 = false;
};

// inet_pton(3) takes what inet_ntop(3) writes and no names; it stops at a NUL, which no address
// has.
std::optional<Host> ParseHost(std::string_view text) {
  if (text.size() > kLongestAddress || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string copy(text);
  Host host;
  if (::inet_pton(AF_INET, copy.c_str(), &host.address.bytes[12]) == 1) {
    host.address.bytes[10] = host.address.bytes[11] = 0xff;
    host.ipv4 = true;
    return host;
  }
  if (::inet_pton(AF_INET6, copy.c_str(), host.address.bytes.data()) == 1) return host;
  return std::nullopt;
}

std::optional<unsigned> ParseBits(std::string_view text, unsigned most) {
  unsigned bits = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, bits);
  if (error != std::errc{} || stop != end || text.size() > 3 || bits > most) return std::nullopt;
  return bits;
}

std::string_view WithoutBrackets(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']')) return text;
  return text.substr(1, text.size() - 2);
}

}  // namespace

bool Cidr::Contains(const IpAddress& other) const {
  const std::size_t whole = bits / 8;
  const auto* const begin = address.bytes.begin();
  if (!std::equal(begin, begin + static_cast<std::ptrdiff_t>(whole), other.bytes.begin())) {
    return false;
  }
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> bits % 8);
  return ((address.bytes.at(whole) ^ other.bytes.at(whole)) & mask) == 0;
}

std::optional<Cidr> ParseCidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto host = ParseHost(WithoutBrackets(text.substr(0, slash)));
  if (!host) return std::nullopt;
  if (slash == std::string_view::npos) return Cidr{host->address};
  const auto bits = ParseBits(text.substr(slash + 1), host->ipv4 ? 32 : 128);
  if (!bits) return std::nullopt;
  return Cidr{host->address, *bits + (host->ipv4 ? kMappedBits : 0)};
}

std::optional<IpAddress> AddressOfEndpoint(std::string_view text) {
  if (const auto host = ParseHost(text)) return host->address;
  const auto host = ParseHost(WithoutBrackets(text.substr(0, text.rfind(':'))));
  if (!host) return std::nullopt;
  return host->address;
}

}  // namespace sockwatch::api
