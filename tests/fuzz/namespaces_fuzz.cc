// What names of namespaces and mountinfo are understood of arbitrary text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "namespaces/netns_names.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (sockwatch::ParseNetnsName(text) && !text.starts_with("net:[")) std::abort();
  for (const sockwatch::NetnsMount& mount : sockwatch::ParseNetnsMounts(text)) {
    if (!mount.path.starts_with('/') || mount.path.size() > size) std::abort();
  }
  return 0;
}
