// Whether a request comes from this host itself, as far as that can be seen.
#pragma once

#include <sys/socket.h>

#include <string_view>

namespace sockwatch {

struct ClientSigns {
  const sockaddr* address = nullptr;  // of the other end; null: not known
  std::string_view host{};            // the Host field, "" if there is none
  bool forwarded = false;             // Forwarded, X-Forwarded-*, X-Real-IP or Via was sent
};

// True if the other end is a loopback address (127.0.0.0/8, ::1, or the former mapped) or a UNIX
// socket, no proxy says that it speaks for somebody else, and the Host field is an address or a
// name below "localhost" (RFC 6761, section 6.3): a page from elsewhere, whose name was made to
// point here, makes a browser on this host ask with that name.
bool IsOnHost(const ClientSigns& signs);

// Field names of proxies; without case.
bool IsProxyField(std::string_view field_name);

}  // namespace sockwatch
