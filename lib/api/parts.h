// Pieces that several answers have in common.
#pragma once

#include <optional>
#include <string_view>

#include "aggregate/snapshot.h"
#include "api/json.h"
#include "base/clock.h"
#include "sample/tcp_state.h"

namespace sockwatch::api {

// A string that may hold any bytes, as one that JSON can: see utf8.h.
Json Text(std::string_view text);

// null where there is nothing.
template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}
inline Json TimeOrNull(const std::optional<WallTime>& time) {
  return time ? Json(UnixSeconds(*time)) : Json();
}

// {"netns", "unit", "process", "role", "port"}: what every row about a group begins with.
Json GroupJson(const GroupLabels& labels);

// All eleven states, or those that are not zero.
Json StatesJson(const StateCounts& counts);
Json NonZeroStatesJson(const StateCounts& counts);

// {"1m": 12, ...}: by the ages of the snapshot, zeros where there is nothing.
Json OlderJson(const Snapshot& snapshot, const CloseWaitRow& row);
// Of it the count for one age; 0 if it is not among them.
std::uint32_t OlderThan(const Snapshot& snapshot, const CloseWaitRow& row,
                        std::chrono::seconds age);

Json CausesJson(const CloseWaitRow& row);

// [{"remote", "sockets"}], or null where they are not for everybody.
Json RemotesJson(const CloseWaitRow& row, bool shown);

}  // namespace sockwatch::api
