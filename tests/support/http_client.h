// A small blocking HTTP/1.1 client over a raw socket, for tests: it can ask well, and it can
// misbehave. Nothing waits longer than kPatience, which only a failing test ever reaches.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace sockwatch::testing {

inline constexpr std::chrono::milliseconds kPatience{10'000};

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  // "" where there is no such header.
  [[nodiscard]] std::string Header(const std::string& lower_name) const;
};

// One TCP connection. Movable, not thread-safe.
class RawConnection {
 public:
  // Not connected yet; takes its descriptor now.
  RawConnection();
  bool Connect(const std::string& ipv4_address);

  // To "127.0.0.1:80" or "[::1]:80"; not connected (false) if that fails. `receive_buffer` in
  // bytes, set before connecting, keeps the peer from sending much ahead; 0: the kernel's choice.
  explicit RawConnection(const std::string& address, int receive_buffer = 0);
  explicit operator bool() const { return static_cast<bool>(fd_); }

  // True if all of it went into the socket.
  bool Send(std::string_view bytes);

  // True once something can be read, without taking it off the stream.
  [[nodiscard]] bool WaitForBytes() const;

  // Waits for an answer and takes it off the stream. None: the peer ended before a whole one.
  // `head`: it answers a HEAD request, so no body follows.
  std::optional<HttpAnswer> ReadAnswer(bool head = false);

  // Takes everything up to the end of the stream, orderly or not. None: no end within kPatience.
  std::optional<std::string> ReadToEnd();

  // True once the peer has closed or reset, without taking anything off the stream.
  [[nodiscard]] bool WaitForClose(std::chrono::milliseconds patience = kPatience) const;

 private:
  enum class Got { kBytes, kEnd, kTimeout };
  Got Receive();
  bool Fill(std::size_t size);

  UniqueFd fd_;
  std::string unread_;
};

// One request on a connection of its own. `headers` are whole lines, each ending in "\r\n".
std::optional<HttpAnswer> Ask(const std::string& address, const std::string& method,
                              const std::string& path, const std::string& headers = {});

inline std::optional<HttpAnswer> Get(const std::string& address, const std::string& path,
                                     const std::string& headers = {}) {
  return Ask(address, "GET", path, headers);
}

}  // namespace sockwatch::testing
