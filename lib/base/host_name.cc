#include "base/host_name.h"

#include <unistd.h>

#include <array>

namespace sockwatch {

std::string HostName() {
  std::array<char, 256> name{};  // POSIX: at most 255; the last byte stays zero
  if (::gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

}  // namespace sockwatch
