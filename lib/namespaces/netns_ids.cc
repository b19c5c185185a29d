#include "namespaces/netns_ids.h"

#include <algorithm>
#include <limits>

namespace sockwatch {

std::optional<NetnsId> NetnsIds::Take(MonoTime now) {
  while (!resting_.empty() && resting_.front().until <= now) {
    taken_[resting_.front().id] = false;
    resting_.pop_front();
  }
  const auto free = std::find(taken_.begin(), taken_.end(), false);
  const auto id = static_cast<std::size_t>(free - taken_.begin());
  if (id > std::numeric_limits<NetnsId>::max()) return std::nullopt;
  if (free == taken_.end()) taken_.push_back(false);
  taken_[id] = true;
  return static_cast<NetnsId>(id);
}

void NetnsIds::Release(NetnsId id, MonoTime now) { resting_.push_back({id, now + kRest}); }

}  // namespace sockwatch
