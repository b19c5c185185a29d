#include "support/netlink_builder.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sockwatch::testing {
namespace {

void Append(Bytes& to, const Bytes& more) { to.insert(to.end(), more.begin(), more.end()); }

void Pad(Bytes& bytes) { bytes.resize((bytes.size() + 3) & ~std::size_t{3}); }

inet_diag_msg ToMessage(const DiagRow& row) {
  inet_diag_msg message{};
  message.idiag_family = row.family;
  message.idiag_state = row.state;
  message.idiag_timer = row.timer;
  message.id.idiag_sport = htons(row.local_port);
  message.id.idiag_dport = htons(row.remote_port);
  const int family = row.local.find(':') == std::string::npos ? AF_INET : AF_INET6;
  if (inet_pton(family, row.local.c_str(), message.id.idiag_src) != 1 ||
      inet_pton(family, row.remote.c_str(), message.id.idiag_dst) != 1) {
    throw std::runtime_error("no address: " + row.local + " or " + row.remote);
  }
  message.id.idiag_cookie[0] = static_cast<std::uint32_t>(row.cookie);
  message.id.idiag_cookie[1] = static_cast<std::uint32_t>(row.cookie >> 32);
  message.idiag_expires = row.expires_ms;
  message.idiag_rqueue = row.receive_queue;
  message.idiag_wqueue = row.send_queue;
  message.idiag_inode = row.inode;
  return message;
}

void AppendAttribute(Bytes& to, const DiagAttribute& attribute) {
  nlattr header{};
  const std::size_t true_length = sizeof(header) + attribute.payload.size();
  header.nla_len = attribute.length.value_or(static_cast<std::uint16_t>(true_length));
  header.nla_type = attribute.type;
  Append(to, BytesOf(header));
  Append(to, attribute.payload);
  Pad(to);
}

}  // namespace

DatagramBuilder& DatagramBuilder::Row(const DiagRow& row, const std::vector<DiagAttribute>& more) {
  Bytes payload = BytesOf(ToMessage(row));
  for (const auto& attribute : more) AppendAttribute(payload, attribute);
  if (row.cgroup_id) {
    AppendAttribute(payload, {INET_DIAG_CGROUP_ID, BytesOf(*row.cgroup_id), std::nullopt});
  }
  return Message(TCPDIAG_GETSOCK, payload);
}

DatagramBuilder& DatagramBuilder::UdpRow(std::uint8_t family, std::uint8_t state) {
  DiagRow row;
  row.family = family;
  row.state = state;
  return Message(SOCK_DIAG_BY_FAMILY, BytesOf(ToMessage(row)));
}

// With the one attribute that the kernel always appends.
DatagramBuilder& DatagramBuilder::UnixRow(const UnixDiagRow& row) {
  unix_diag_msg message{};
  message.udiag_family = row.family;
  message.udiag_type = row.type;
  message.udiag_state = row.state;
  Bytes payload = BytesOf(message);
  AppendAttribute(payload, {UNIX_DIAG_SHUTDOWN, Bytes(1), std::nullopt});
  return Message(SOCK_DIAG_BY_FAMILY, payload);
}

DatagramBuilder& DatagramBuilder::Done(int status) { return Message(NLMSG_DONE, BytesOf(status)); }

DatagramBuilder& DatagramBuilder::Error(int status) {
  nlmsgerr error{};
  error.error = status;
  return Message(NLMSG_ERROR, BytesOf(error));
}

DatagramBuilder& DatagramBuilder::Noop() { return Message(NLMSG_NOOP, {}); }

DatagramBuilder& DatagramBuilder::Message(std::uint16_t type, const Bytes& payload) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof(header) + payload.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = flags_;
  header.nlmsg_seq = sequence_;
  header.nlmsg_pid = port_id_;
  Append(bytes_, BytesOf(header));
  Append(bytes_, payload);
  Pad(bytes_);
  return *this;
}

DatagramBuilder& DatagramBuilder::From(std::uint32_t sequence, std::uint32_t port_id) {
  sequence_ = sequence;
  port_id_ = port_id;
  return *this;
}

DatagramBuilder& DatagramBuilder::Flags(std::uint16_t flags) {
  flags_ = flags;
  return *this;
}

void Restamp(std::span<std::byte> datagram, std::uint32_t sequence, std::uint32_t port_id) {
  nlmsghdr header{};
  while (datagram.size() >= sizeof(header)) {
    std::memcpy(&header, datagram.data(), sizeof(header));
    header.nlmsg_seq = sequence;
    header.nlmsg_pid = port_id;
    std::memcpy(datagram.data(), &header, sizeof(header));
    const std::size_t padded = NLMSG_ALIGN(std::size_t{header.nlmsg_len});
    if (header.nlmsg_len < sizeof(header) || padded > datagram.size()) return;
    datagram = datagram.subspan(padded);
  }
}

std::vector<Bytes> LoadRecording(const std::string& name) {
  std::ifstream file(std::string(SOCKWATCH_FIXTURES) + "/netlink/" + name, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto rest = std::as_bytes(std::span(text));
  std::vector<Bytes> datagrams;
  while (!rest.empty()) {
    std::uint32_t length = 0;
    if (rest.size() >= sizeof(length)) std::memcpy(&length, rest.data(), sizeof(length));
    if (length == 0 || length > rest.size() - sizeof(length)) {
      throw std::runtime_error("no recording: " + name);
    }
    const auto datagram = rest.subspan(sizeof(length), length);
    datagrams.emplace_back(datagram.begin(), datagram.end());
    rest = rest.subspan(sizeof(length) + length);
  }
  if (datagrams.empty()) throw std::runtime_error("no recording: " + name);
  return datagrams;
}

}  // namespace sockwatch::testing
