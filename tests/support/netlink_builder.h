// Datagrams as the kernel would send them, and as it never would.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sockwatch::testing {

using Bytes = std::vector<std::byte>;

// A row in the kernel's own terms: numbers of linux/inet_diag.h, ports in host order.
struct DiagRow {
  std::uint8_t family = 2;  // AF_INET
  std::uint8_t state = 1;   // TCP_ESTABLISHED
  std::uint8_t timer = 0;
  std::string local = "127.0.0.1";
  std::string remote = "127.0.0.1";
  std::uint16_t local_port = 80;
  std::uint16_t remote_port = 40000;
  std::uint64_t cookie = 1;
  std::uint32_t inode = 0;
  std::uint32_t expires_ms = 0;
  std::uint32_t receive_queue = 0;
  std::uint32_t send_queue = 0;
  std::optional<std::uint64_t> cgroup_id;
};

// The same of linux/unix_diag.h.
struct UnixDiagRow {
  std::uint8_t family = 1;  // AF_UNIX
  std::uint8_t type = 1;    // SOCK_STREAM
  std::uint8_t state = 1;   // TCP_ESTABLISHED
};

// An attribute. `length` replaces the true nla_len.
struct DiagAttribute {
  std::uint16_t type = 0;
  Bytes payload;
  std::optional<std::uint16_t> length;
};

// Appends messages, each padded to 4 bytes. `sequence` and `port_id` hold for those that follow.
class DatagramBuilder {
 public:
  explicit DatagramBuilder(std::uint32_t sequence = 1, std::uint32_t port_id = 7)
      : sequence_(sequence), port_id_(port_id) {}

  DatagramBuilder& Row(const DiagRow& row = {}, const std::vector<DiagAttribute>& more = {});
  DatagramBuilder& UdpRow(std::uint8_t family, std::uint8_t state);
  DatagramBuilder& UnixRow(const UnixDiagRow& row = {});
  DatagramBuilder& Done(int status = 0);
  DatagramBuilder& Error(int status);
  DatagramBuilder& Noop();
  DatagramBuilder& Message(std::uint16_t type, const Bytes& payload);

  DatagramBuilder& From(std::uint32_t sequence, std::uint32_t port_id);
  DatagramBuilder& Flags(std::uint16_t flags);  // of the messages that follow

  [[nodiscard]] const Bytes& Build() const { return bytes_; }

 private:
  std::uint32_t sequence_;
  std::uint32_t port_id_;
  std::uint16_t flags_ = 2;  // NLM_F_MULTI
  Bytes bytes_;
};

// Bytes of any trivially copyable value.
template <typename T>
Bytes BytesOf(const T& value) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  return {bytes.begin(), bytes.end()};
}

// Writes `sequence` and `port_id` into every message of `datagram`, as far as it is well-formed.
void Restamp(std::span<std::byte> datagram, std::uint32_t sequence, std::uint32_t port_id);

// A file of datagrams, each after its length as a little-endian u32 (see
// fixtures/netlink/README.md). Throws std::runtime_error where the file is not that.
std::vector<Bytes> LoadRecording(const std::string& name);

}  // namespace sockwatch::testing
