#include "web/client_origin.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace sockwatch {
namespace {

bool IsLoopback(const in_addr& address) { return ntohl(address.s_addr) >> 24U == 127; }

bool IsLoopback(const in6_addr& address) {
  if (IN6_IS_ADDR_LOOPBACK(&address)) return true;
  if (!IN6_IS_ADDR_V4MAPPED(&address)) return false;
  in_addr mapped{};
  std::memcpy(&mapped, &address.s6_addr[12], sizeof mapped);
  return IsLoopback(mapped);
}

bool IsLocal(const sockaddr* address) {
  if (address == nullptr) return false;
  if (address->sa_family == AF_UNIX) return true;
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    return IsLoopback(v4.sin_addr);
  }
  if (address->sa_family != AF_INET6) return false;
  sockaddr_in6 v6{};
  std::memcpy(&v6, address, sizeof v6);
  return IsLoopback(v6.sin6_addr);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return lower;
}

bool IsPort(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Without the port behind it. Of "[::1]:80" what is in the brackets.
std::string HostName(std::string_view field) {
  if (field.starts_with('[')) {
    const auto end = field.find(']');
    return std::string(field.substr(1, end == std::string_view::npos ? 0 : end - 1));
  }
  const auto colon = field.rfind(':');
  if (colon != std::string_view::npos && IsPort(field.substr(colon + 1))) {
    field = field.substr(0, colon);
  }
  return Lower(field);
}

bool IsAddress(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

}  // namespace

bool IsOnHost(const ClientSigns& signs) {
  if (signs.forwarded || !IsLocal(signs.address)) return false;
  const std::string host = HostName(signs.host);
  return host.empty() ? signs.host.empty()
                      : host == "localhost" || host.ends_with(".localhost") || IsAddress(host);
}

bool IsProxyField(std::string_view field_name) {
  const std::string name = Lower(field_name);
  return name == "forwarded" || name.starts_with("x-forwarded-") || name == "x-real-ip" ||
         name == "via";
}

}  // namespace sockwatch
