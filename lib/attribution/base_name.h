// The last component of a path.
#pragma once

#include <string_view>

namespace sockwatch {

// "c" of "/a/b/c", "/a/b/c/" and "c"; "" of "/" and "".
constexpr std::string_view BaseName(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);
}

}  // namespace sockwatch
