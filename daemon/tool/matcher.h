// Filters, ready to be applied to sockets of this kernel.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sample/socket_sample.h"
#include "sample/tcp_state.h"
#include "tool/filters.h"

namespace sockwatch::tool {

// The only namespace that can be seen from within: our own.
inline constexpr std::string_view kOwnNetns = "host";

// A block of addresses (RFC 4632, RFC 4291 section 2.3); IPv4 is held v4-mapped, as IpAddress is.
struct Cidr {
  IpAddress address;
  unsigned bits = 128;  // of the prefix

  [[nodiscard]] bool Contains(const IpAddress& other) const;
};

// "192.0.2.1", "192.0.2.0/24", "2001:db8::/32"; nothing if it is not that. Bits behind the prefix
// do not count.
std::optional<Cidr> ParseCidr(const std::string& text);

class Matcher {
 public:
  // The error names the filter and its value.
  static Result<Matcher> Compile(const Filters& filters);

  // 1 << state for each state that is taken, as a dump request wants them.
  [[nodiscard]] std::uint32_t KernelStates() const { return states_; }

  [[nodiscard]] bool TakesState(TcpState state) const {
    return (states_ >> static_cast<unsigned>(state) & 1U) != 0;
  }
  [[nodiscard]] bool TakesRemote(const IpAddress& remote) const;
  [[nodiscard]] bool TakesPort(std::uint16_t port) const;
  [[nodiscard]] bool TakesRole(std::string_view role) const;
  [[nodiscard]] bool TakesNames(std::string_view unit, std::string_view process) const;
  // An age that is not known is not older than anything.
  [[nodiscard]] bool TakesAge(std::optional<std::chrono::milliseconds> age) const;

  // Whether owners decide.
  [[nodiscard]] bool WantsNames() const { return !units_.empty() || !processes_.empty(); }
  [[nodiscard]] bool WantsAges() const { return older_than_.has_value(); }

  // Nothing can match: another namespace is asked for.
  [[nodiscard]] bool TakesNothing() const { return elsewhere_; }

 private:
  Status Read(const Filters& filters);
  Status ReadNumbers(const Filters& filters);

  std::uint32_t states_ = 0xfff;
  std::vector<std::uint16_t> ports_;
  std::vector<Cidr> remotes_;
  std::vector<std::string> processes_;
  std::vector<std::string> units_;
  std::vector<std::string> roles_;
  std::optional<std::chrono::milliseconds> older_than_;
  bool elsewhere_ = false;
};

}  // namespace sockwatch::tool
