#include "tool/matcher.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "config/duration.h"

namespace sockwatch::tool {
namespace {

constexpr unsigned kMappedBits = 96;

template <typename T>
std::optional<T> Number(std::string_view text) {
  T number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

Error Wrong(std::string_view filter, const std::string& value, std::string_view expected) {
  std::string text = "--";
  text.append(filter).append(": '").append(value).append("' is not ").append(expected);
  return Error{std::move(text)};
}

template <typename T>
bool Has(const std::vector<T>& values, const auto& value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

bool Cidr::Contains(const IpAddress& other) const {
  const std::size_t whole = bits / 8;
  if (!std::equal(address.bytes.begin(), address.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  other.bytes.begin())) {
    return false;
  }
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> bits % 8);
  return ((address.bytes.at(whole) ^ other.bytes.at(whole)) & mask) == 0;
}

std::optional<Cidr> ParseCidr(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string host = text.substr(0, slash);
  Cidr cidr;
  unsigned most = 128;
  if (::inet_pton(AF_INET, host.c_str(), &cidr.address.bytes[12]) == 1) {
    cidr.address.bytes[10] = cidr.address.bytes[11] = 0xff;
    most = 32;
  } else if (::inet_pton(AF_INET6, host.c_str(), cidr.address.bytes.data()) != 1) {
    return std::nullopt;
  }
  if (slash == std::string::npos) return cidr;
  const auto prefix = Number<unsigned>(std::string_view(text).substr(slash + 1));
  if (!prefix || *prefix > most) return std::nullopt;
  cidr.bits = *prefix + (most == 32 ? kMappedBits : 0);
  return cidr;
}

Result<Matcher> Matcher::Compile(const Filters& filters) {
  Matcher matcher;
  if (Status read = matcher.Read(filters); !read) return read.Failure();
  if (Status read = matcher.ReadNumbers(filters); !read) return read.Failure();
  return matcher;
}

Status Matcher::Read(const Filters& filters) {
  processes_ = filters.process;
  units_ = filters.unit;
  roles_ = filters.role;
  elsewhere_ = !Has(filters.netns, kOwnNetns);
  for (const std::string& role : roles_) {
    if (role != "server" && role != "client") return Wrong("role", role, "server or client");
  }
  if (!filters.state.empty()) states_ = 0;
  for (const std::string& name : filters.state) {
    const std::uint32_t before = states_;
    for (std::size_t i = 0; i < kTcpStateCount; ++i) {
      if (TcpStateName(StateAt(i)) == name) states_ |= 1U << static_cast<unsigned>(StateAt(i));
    }
    if (states_ == before && !StateNamed(name).empty()) continue;
    if (states_ == before) return Wrong("state", name, "a TCP state");
  }
  return OkStatus();
}

Status Matcher::ReadNumbers(const Filters& filters) {
  for (const std::string& port : filters.port) {
    const auto number = Number<std::uint16_t>(port);
    if (!number) return Wrong("port", port, "a number from 0 to 65535");
    ports_.push_back(*number);
  }
  for (const std::string& remote : filters.remote) {
    const auto cidr = ParseCidr(remote);
    if (!cidr) return Wrong("remote", remote, "an address or a block such as 10.0.0.0/8");
    remotes_.push_back(*cidr);
  }
  if (filters.older_than.empty()) return OkStatus();
  auto age = ParseDuration(filters.older_than);
  if (!age) return Wrong("older-than", filters.older_than, "a duration such as 5m");
  older_than_ = age.Value();
  return OkStatus();
}

bool Matcher::TakesRemote(const IpAddress& remote) const {
  return remotes_.empty() ||
         std::any_of(remotes_.begin(), remotes_.end(),
                     [&](const Cidr& cidr) { return cidr.Contains(remote); });
}

bool Matcher::TakesPort(std::uint16_t port) const { return Has(ports_, port); }

bool Matcher::TakesRole(std::string_view role) const { return Has(roles_, role); }

bool Matcher::TakesNames(std::string_view unit, std::string_view process) const {
  return Has(units_, unit) && Has(processes_, process);
}

bool Matcher::TakesAge(std::optional<std::chrono::milliseconds> age) const {
  return !older_than_ || (age && *age >= *older_than_);
}

}  // namespace sockwatch::tool
