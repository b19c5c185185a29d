#include "netlink/diag_request.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cstring>

namespace sockwatch {

static_assert(sizeof(DiagRequest) == sizeof(nlmsghdr) + sizeof(inet_diag_req));

DiagRequest MakeDiagRequest(std::uint32_t sequence, const DiagQuery& query) {
  nlmsghdr header{};
  header.nlmsg_len = sizeof(DiagRequest);
  header.nlmsg_type = TCPDIAG_GETSOCK;
  header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header.nlmsg_seq = sequence;

  inet_diag_req body{};
  body.idiag_family = AF_INET;  // not looked at: the kernel dumps AF_UNSPEC
  body.idiag_ext = query.extensions;
  body.idiag_states = query.states;

  DiagRequest request{};
  std::memcpy(request.data(), &header, sizeof(header));
  std::memcpy(request.data() + sizeof(header), &body, sizeof(body));
  return request;
}

}  // namespace sockwatch
