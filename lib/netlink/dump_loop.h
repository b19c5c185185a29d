// One dump on an open transport, from the request to NLMSG_DONE, whatever its rows are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "netlink/diag_transport.h"
#include "netlink/diag_walk.h"
#include "netlink/dump_end.h"
#include "sample/sample_source.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

struct DatagramTaken {
  DiagParsed parsed;
  // Other than kComplete abandons the dump for that reason, be it at its end: rows are missing.
  DumpResult verdict = DumpResult::kComplete;
};

// What knows the rows: called once a datagram.
class DatagramTaker {
 public:
  DatagramTaker() = default;
  DatagramTaker(const DatagramTaker&) = delete;
  DatagramTaker& operator=(const DatagramTaker&) = delete;
  virtual ~DatagramTaker() = default;
  virtual DatagramTaken Take(std::span<const std::byte> datagram, const DiagExchange& exchange) = 0;
};

// Holds the receive buffer, so that a dump allocates nothing. Used by one thread. `transport` and
// `stats` outlive it.
class DumpLoop {
 public:
  DumpLoop(DiagTransport& transport, SelfStats& stats) : transport_(transport), stats_(stats) {}

  // `request` carries `sequence`. Gives `taker` each datagram as it comes, including those before
  // an error. Unless it ends with kComplete, the transport may still have messages of this dump to
  // deliver. Counts kNetlinkStale and kNetlinkBadRow.
  DumpEnd Run(std::span<const std::byte> request, std::uint32_t sequence, DatagramTaker& taker);

 private:
  // Datagrams in a row that brought nothing for us, after which the dump is given up as malformed:
  // more than the rest of a forgotten dump of two million sockets has.
  static constexpr int kMaxFruitless = 10'000;

  // What of a dump outlasts a datagram.
  struct Progress {
    DiagExchange exchange;
    bool done = false;
    bool interrupted = false;
    int fruitless = 0;
    DumpEnd end;  // once `done`
  };

  static void Finish(Progress& progress, DumpResult result, int os_error = 0);
  void Take(const Received& received, DatagramTaker& taker, Progress& progress);
  void TakeDatagram(std::span<const std::byte> datagram, DatagramTaker& taker, Progress& progress);
  void TakeFruitless(Progress& progress);
  void CountSkipped(const DiagParsed& parsed);

  DiagTransport& transport_;
  SelfStats& stats_;
  std::array<std::byte, kDiagBufferBytes> buffer_{};
};

}  // namespace sockwatch
