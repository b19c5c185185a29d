#include "aggregate/snapshot.h"

#include <array>

namespace sockwatch {

std::string_view CloseWaitCauseName(CloseWaitCause cause) {
  static constexpr std::array<std::string_view, kCloseWaitCauseCount> kNames = {"unaccepted",
                                                                                "unread", "held"};
  return kNames.at(static_cast<std::size_t>(cause));
}

std::string_view UnattributedReasonName(UnattributedReason reason) {
  static constexpr std::array<std::string_view, kUnattributedReasonCount> kNames = {
      "pending", "no_process", "permission", "ambiguous", "unseen", "no_listener", "limit", "off"};
  return kNames.at(static_cast<std::size_t>(reason));
}

}  // namespace sockwatch
