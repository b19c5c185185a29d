#include "bench/bare_reader.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <stdexcept>

#include "support/check.h"

namespace sockwatch::bench {
namespace {

using testing::Check;

constexpr std::uint32_t kAllStates = 0xfff;

struct DumpRequest {
  nlmsghdr header;
  inet_diag_req body;
};

}  // namespace

BareReader::BareReader()
    : socket_(Check(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG),
                    "socket(NETLINK_SOCK_DIAG)")) {}

std::uint64_t BareReader::Dump() {
  Request();
  std::uint64_t rows = 0;
  for (bool done = false; !done;) {
    const auto length =
        Check(::recv(socket_.Get(), buffer_.data(), buffer_.size(), 0), "recv of a dump");
    done = Walk(static_cast<std::size_t>(length), rows);
  }
  return rows;
}

void BareReader::Request() {
  DumpRequest request{};
  request.header.nlmsg_len = sizeof(request);
  request.header.nlmsg_type = TCPDIAG_GETSOCK;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.header.nlmsg_seq = ++sequence_;
  request.body.idiag_family = AF_INET;  // ignored: this request returns both families
  request.body.idiag_states = kAllStates;
  Check(::send(socket_.Get(), &request, sizeof(request), 0), "send of a dump request");
}

bool BareReader::Walk(std::size_t length, std::uint64_t& rows) const {
  std::size_t at = 0;
  while (at + sizeof(nlmsghdr) <= length) {
    const auto* message = reinterpret_cast<const nlmsghdr*>(buffer_.data() + at);
    if (message->nlmsg_type == NLMSG_DONE) return true;
    if (message->nlmsg_type == NLMSG_ERROR) throw std::runtime_error("dump: the kernel refuses");
    if (message->nlmsg_len < sizeof(nlmsghdr)) throw std::runtime_error("dump: malformed");
    at += NLMSG_ALIGN(message->nlmsg_len);
    ++rows;
  }
  return false;
}

}  // namespace sockwatch::bench
