#include "namespaces/netns_link.h"

#include <unistd.h>

#include <array>

#include "namespaces/netns_names.h"

namespace sockwatch {

std::uint64_t ReadNetnsLink(const std::string& process) {
  std::array<char, 64> name{};
  const ssize_t length = ::readlink((process + "/ns/net").c_str(), name.data(), name.size());
  if (length <= 0) return 0;
  return ParseNetnsName({name.data(), static_cast<std::size_t>(length)}).value_or(0);
}

}  // namespace sockwatch
