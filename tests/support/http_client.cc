#include "support/http_client.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace sockwatch::testing {
namespace {

using AddrInfoList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddrInfoList Resolve(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (::getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &hints, &list) != 0) {
    list = nullptr;
  }
  return {list, &::freeaddrinfo};
}

bool WaitFor(int fd, short events, std::chrono::milliseconds patience) {
  pollfd waiting{fd, events, 0};
  return ::poll(&waiting, 1, static_cast<int>(patience.count())) == 1;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::size_t Number(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

HttpAnswer ParseHead(std::string_view head) {
  HttpAnswer answer;
  answer.status = static_cast<int>(Number(head.substr(std::min(head.find(' ') + 1, head.size()))));
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;) {
    const std::size_t next = head.find("\r\n", at + 2);
    const std::string_view line = head.substr(at + 2, next - at - 2);
    if (const std::size_t colon = line.find(": "); colon != std::string_view::npos) {
      answer.headers[Lower(std::string(line.substr(0, colon)))] = line.substr(colon + 2);
    }
    at = next;
  }
  return answer;
}

}  // namespace

std::string HttpAnswer::Header(const std::string& lower_name) const {
  const auto found = headers.find(lower_name);
  return found == headers.end() ? "" : found->second;
}

RawConnection::RawConnection() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}

bool RawConnection::Connect(const std::string& ipv4_address) {
  const AddrInfoList peer = Resolve(ipv4_address);
  return peer && ::connect(fd_.Get(), peer->ai_addr, peer->ai_addrlen) == 0;
}

RawConnection::RawConnection(const std::string& address, int receive_buffer) {
  const AddrInfoList peer = Resolve(address);
  if (!peer) return;
  UniqueFd fd(::socket(peer->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (receive_buffer > 0) {
    ::setsockopt(fd.Get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  if (::connect(fd.Get(), peer->ai_addr, peer->ai_addrlen) == 0) fd_ = std::move(fd);
}

bool RawConnection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!WaitFor(fd_.Get(), POLLOUT, kPatience)) return false;
    const ssize_t sent = ::send(fd_.Get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawConnection::WaitForBytes() const { return WaitFor(fd_.Get(), POLLIN, kPatience); }

RawConnection::Got RawConnection::Receive() {
  if (!WaitFor(fd_.Get(), POLLIN, kPatience)) return Got::kTimeout;
  std::array<char, 64 * 1024> buffer;  // NOLINT: filled by recv
  const ssize_t received = ::recv(fd_.Get(), buffer.data(), buffer.size(), 0);
  if (received <= 0) return Got::kEnd;
  unread_.append(buffer.data(), static_cast<std::size_t>(received));
  return Got::kBytes;
}

bool RawConnection::Fill(std::size_t size) {
  while (unread_.size() < size) {
    if (Receive() != Got::kBytes) return false;
  }
  return true;
}

std::optional<HttpAnswer> RawConnection::ReadAnswer(bool head) {
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
    if (Receive() != Got::kBytes) return std::nullopt;
  }
  HttpAnswer answer = ParseHead(std::string_view(unread_).substr(0, end));
  unread_.erase(0, end + 4);
  const std::size_t size = head ? 0 : Number(answer.Header("content-length"));
  if (!Fill(size)) return std::nullopt;
  answer.body = unread_.substr(0, size);
  unread_.erase(0, size);
  return answer;
}

std::optional<std::string> RawConnection::ReadToEnd() {
  Got got = Got::kBytes;
  while (got == Got::kBytes) got = Receive();
  if (got == Got::kTimeout) return std::nullopt;
  return std::move(unread_);
}

bool RawConnection::WaitForClose(std::chrono::milliseconds patience) const {
  return WaitFor(fd_.Get(), POLLRDHUP, patience);  // POLLHUP and POLLERR are always included
}

std::optional<HttpAnswer> Ask(const std::string& address, const std::string& method,
                              const std::string& path, const std::string& headers) {
  RawConnection connection(address);
  const std::string request =
      method + " " + path + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n";
  if (!connection || !connection.Send(request)) return std::nullopt;
  return connection.ReadAnswer(method == "HEAD");
}

}  // namespace sockwatch::testing
