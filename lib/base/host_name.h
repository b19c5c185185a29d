// The name of this host, for documents that are read elsewhere.
#pragma once

#include <string>

namespace sockwatch {

// As gethostname(2) has it; "" if it cannot be told. Thread-safe.
std::string HostName();

}  // namespace sockwatch
