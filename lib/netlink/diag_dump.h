// One dump of the TCP sockets on an open transport.
#pragma once

#include <cstdint>

#include "netlink/diag_parse.h"
#include "netlink/diag_request.h"
#include "netlink/dump_loop.h"
#include "sample/sample_source.h"

namespace sockwatch {

// Holds the buffers (70 KiB), so that a dump allocates nothing. Used by one thread. `transport` and
// `stats` outlive it.
class DiagDump {
 public:
  DiagDump(DiagTransport& transport, SelfStats& stats) : loop_(transport, stats) {}

  // Gives `sink` the rows of each datagram as it comes, at most SampleBatch::kCapacity at a time,
  // including those before an error. Unless it ends with kComplete, the transport may still have
  // messages of this dump to deliver.
  DumpEnd Run(std::uint32_t sequence, const DiagQuery& query, SampleSink& sink);

 private:
  SampleBatch batch_;
  DumpLoop loop_;
};

}  // namespace sockwatch
