#include "sample/socket_sample.h"

namespace sockwatch {

bool IsWildcard(const IpAddress& address) {
  static constexpr IpAddress kMappedAny{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0}};
  return address == IpAddress{} || address == kMappedAny;
}

}  // namespace sockwatch
