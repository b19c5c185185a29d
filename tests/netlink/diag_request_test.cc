#include "netlink/diag_request.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>

#include <catch2/catch.hpp>
#include <cstring>

namespace sockwatch {
namespace {

nlmsghdr HeaderOf(const DiagRequest& request) {
  nlmsghdr header{};
  std::memcpy(&header, request.data(), sizeof(header));
  return header;
}

inet_diag_req BodyOf(const DiagRequest& request) {
  inet_diag_req body{};
  std::memcpy(&body, request.data() + sizeof(nlmsghdr), sizeof(body));
  return body;
}

TEST_CASE("a request asks for a dump of the one-pass kind and carries its sequence") {
  const nlmsghdr header = HeaderOf(MakeDiagRequest(0xabcd0123));
  CHECK(header.nlmsg_len == sizeof(DiagRequest));
  CHECK(header.nlmsg_type == TCPDIAG_GETSOCK);
  CHECK(header.nlmsg_flags == (NLM_F_REQUEST | NLM_F_DUMP));
  CHECK(header.nlmsg_seq == 0xabcd0123);
  CHECK(header.nlmsg_pid == 0);
}

TEST_CASE("a request asks for every reported state, and for nothing that costs more") {
  const inet_diag_req body = BodyOf(MakeDiagRequest(1));
  CHECK(body.idiag_states == 0xfff);
  CHECK(body.idiag_ext == 0);
}

TEST_CASE("a request takes other states and extensions") {
  const inet_diag_req body = BodyOf(MakeDiagRequest(1, {.states = 1U << 10, .extensions = 2}));
  CHECK(body.idiag_states == 0x400);
  CHECK(body.idiag_ext == 2);
}

TEST_CASE("a request filters by no address, port or cookie") {
  const inet_diag_req body = BodyOf(MakeDiagRequest(1));
  const inet_diag_sockid nothing{};
  CHECK(std::memcmp(&body.id, &nothing, sizeof(nothing)) == 0);
}

}  // namespace
}  // namespace sockwatch
