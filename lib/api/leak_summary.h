// What a group's CLOSE_WAIT sockets mean for a person: how bad it is, how long there is, and one
// sentence that says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregate/snapshot.h"

namespace sockwatch::api {

enum class Verdict : std::uint8_t {
  kNone,
  kSuspect,  // some are older than five minutes, and the daemon does not call it a leak
  kLeak,     // the daemon's own verdict
};
std::string_view VerdictName(Verdict verdict);

struct Leak {
  const GroupRow* row = nullptr;
  Verdict verdict = Verdict::kNone;
  std::uint32_t close_wait = 0;
  std::uint32_t old = 0;           // of these, in CLOSE_WAIT for five minutes
  std::optional<double> growth{};  // sockets an hour
  const FdRow* fds = nullptr;      // of the program's process that is nearest its limit
  std::optional<double> seconds_left{};
};

// Until the process nearest its limit has no descriptor left, if the group goes on growing like
// that and the process gets the share of it that it has now. Nothing if it does not grow, without a
// limit, where the sockets cost no descriptor (in the accept queue), and beyond ten years.
std::optional<double> SecondsLeft(const Leak& leak);

// "orders (orders.service) on port 8080 holds 234 connections that it should have closed, 164 for
// more than 5 minutes, growing by 880 an hour; of 1024 file descriptors 245 are used: about 53
// minutes left". Without a full stop.
std::string Summary(const Leak& leak);

// "53 minutes", "2 hours", "less than a minute": as a person says it.
std::string RoughDuration(double seconds);

}  // namespace sockwatch::api
