// One dump on an open transport: from the request to NLMSG_DONE.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "netlink/diag_parse.h"
#include "netlink/diag_transport.h"
#include "netlink/dump_end.h"
#include "sample/sample_source.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// Holds the buffers (70 KiB), so that a dump allocates nothing. Used by one thread. `transport` and
// `stats` outlive it.
class DiagDump {
 public:
  DiagDump(DiagTransport& transport, SelfStats& stats) : transport_(transport), stats_(stats) {}

  // Gives `sink` the rows of each datagram as it comes, at most SampleBatch::kCapacity at a time,
  // including those before an error. Unless it ends with kComplete, the transport may still have
  // messages of this dump to deliver.
  DumpEnd Run(std::uint32_t sequence, SampleSink& sink);

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
  void Take(const Received& received, SampleSink& sink, Progress& progress);
  void TakeDatagram(std::span<const std::byte> datagram, SampleSink& sink, Progress& progress);
  void TakeFruitless(Progress& progress);
  void CountSkipped(const DiagParsed& parsed);

  DiagTransport& transport_;
  SelfStats& stats_;
  SampleBatch batch_;
  std::array<std::byte, kDiagBufferBytes> buffer_{};
};

}  // namespace sockwatch
