// A server and a client of short connections: connect, one small request, one small response, a few
// milliseconds of life, close.
#pragma once

#include <cstdint>

namespace sockwatch::bench {

struct ShortLoad {
  std::uint16_t port = 1999;
  unsigned rate = 0;           // new connections a second
  unsigned life_ms = 3;        // from connect to close
  bool server_closes = false;  // who closes first, and so has the TIME_WAIT
};

// Both say "ready" on stdout and run until stdin is closed. Return the exit code. The client then
// prints how many connections it made. If the client falls behind, it skips; it never bunches.
int RunShortServer(const ShortLoad& load);
int RunShortClient(const ShortLoad& load);

}  // namespace sockwatch::bench
