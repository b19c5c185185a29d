#include "web/listen_address.h"

#include <charconv>
#include <optional>
#include <utility>

namespace sockwatch {
namespace {

Error Bad(std::string_view text, const char* problem) {
  return Error{"listen address \"" + std::string(text) + "\": " + problem +
               "; write host:port, [v6]:port or :port"};
}

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stopped_at, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || stopped_at != end) return std::nullopt;
  return port;
}

// A path, a URL or a list would only fail later, as a host name that cannot be found.
bool HasCharacterOfNoHost(std::string_view host) {
  return host.find_first_of(" \t\r\n/,[]@?#") != std::string_view::npos ||
         host.find('\0') != std::string_view::npos;
}

bool IsBracketed(std::string_view host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']';
}

}  // namespace

Result<ListenAddress> ParseListenAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) return Bad(text, "no port");
  const auto port = ParsePort(text.substr(colon + 1));
  if (!port) return Bad(text, "the port is not a number from 0 to 65535");

  std::string_view host = text.substr(0, colon);
  const bool bracketed = IsBracketed(host);
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (HasCharacterOfNoHost(host)) return Bad(text, "bad host");
  const bool has_colon = host.find(':') != std::string_view::npos;
  if (has_colon && !bracketed) return Bad(text, "an IPv6 address needs brackets");
  if (!has_colon && bracketed) return Bad(text, "brackets are for IPv6 addresses");
  return ListenAddress{std::string(host), *port};
}

}  // namespace sockwatch
