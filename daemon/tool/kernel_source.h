// Documents made of the running kernel in this process, as the daemon makes them: for hosts without
// one. What only time can tell (entered, left, growth) is not in them.
#pragma once

#include <memory>
#include <string>

#include "tool/source.h"

namespace sockwatch::tool {

// Besides the API's resources it has "udp", "udp_listening", "unix" and "unix_listening".
// `proc_root` is "/proc", or a directory that looks like it.
std::unique_ptr<Source> MakeKernelSource(std::string proc_root);

}  // namespace sockwatch::tool
