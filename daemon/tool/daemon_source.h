// Documents of a daemon, by HTTP. The only user of libcurl is daemon_source.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tool/source.h"

namespace sockwatch::tool {

inline constexpr const char* kDefaultUrl = "http://127.0.0.1:10106";

// `url` is http://HOST:PORT, https://..., with a path if the API stands below one, or
// unix:/PATH of a socket. User and password may stand in it. A connection is given up after 200 ms
// on loopback and 2 s elsewhere, an answer after 30 s. A connection is kept from Get to Get.
std::unique_ptr<Source> MakeDaemonSource(std::string url);

// True if the URL's host is a loopback address, localhost, or a UNIX socket: then the kernel can
// stand in for the daemon.
bool IsOfThisHost(std::string_view url);

}  // namespace sockwatch::tool
