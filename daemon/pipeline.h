// All parts of the daemon wired together: poller -> ring -> aggregator -> snapshot -> HTTP, each
// stage on its own thread. Used by the main thread.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "aggregate/aggregator.h"
#include "aggregate/snapshot.h"
#include "api/socket_dump.h"
#include "api_server.h"
#include "attribution/proc_owner_finder.h"
#include "base/clock.h"
#include "base/result.h"
#include "config/config.h"
#include "export/build_info.h"
#include "export/metrics_page.h"
#include "namespaces/namespace_watch.h"
#include "namespaces/netns_visits.h"
#include "netlink/mnl_transport.h"
#include "netlink/netlink_source.h"
#include "options.h"
#include "poller/poller.h"
#include "procnet/kernel_events_reader.h"
#include "procnet/kernel_totals_reader.h"
#include "reporter.h"
#include "selfstats/self_stats.h"
#include "sockets/other_sockets_reader.h"
#include "web/http_server.h"

namespace sockwatch {

class Pipeline {
 public:
  // Items in the ring: 30 datagrams of rows; three quarters of it wait while one is taken.
  static constexpr std::size_t kRingCapacity = 8192;
  static constexpr std::chrono::seconds kRingStall{1};

  // Starts listening, then sampling. An error names the address that could not be had.
  static Result<std::unique_ptr<Pipeline>> Start(const Options& options, const Config& config,
                                                 const BuildInfo& build,
                                                 std::shared_ptr<SelfStats> stats);

  // Stops in the order of the flow: HTTP, dumps for the API, poller, namespaces, aggregator,
  // resolver.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Takes over what may change while running.
  void Apply(const Config& config);

  // To be called about once a second: remembers what there is.
  void Look() { api_.Look(); }

  // The host's last complete dump is younger than max(3 intervals, 15 s).
  [[nodiscard]] bool Ready() const;

  // Every thread that must not hang has beaten within the last ten seconds.
  [[nodiscard]] bool Alive() const;

  [[nodiscard]] std::vector<std::string> BoundAddresses() const;
  [[nodiscard]] DumpErrors LastDumpErrors() const {
    return {.tcp = source_.LastError(), .others = others_.LastError()};
  }

 private:
  Pipeline(const Options& options, const Config& config, const BuildInfo& build,
           std::shared_ptr<SelfStats> stats);
  [[nodiscard]] std::vector<HttpRoute> Routes(const Options& options, const BuildInfo& build);
  [[nodiscard]] api::DumpReads DumpReadsFrom(const Options& options);
  [[nodiscard]] ApiParts ApiPartsFrom(const BuildInfo& build);
  void StartThreads();

  std::shared_ptr<SelfStats> stats_;  // shared with the resolver, which may outlive us
  Config config_;
  SystemClock clock_;
  TickRing ring_{kRingCapacity, kRingStall};
  SnapshotSlot slot_;
  MnlTransport transport_;
  NetlinkSource source_;
  KernelTotalsReader totals_;
  KernelEventsReader events_;
  MnlTransport others_transport_;
  OtherSocketsReader others_;
  MetricsPage page_;
  ProcOwnerFinder finder_;
  NamespaceWatch namespaces_;
  QueuedVisits visits_;
  Aggregator aggregator_;
  Poller poller_;
  ProcessStatsReader process_;
  MnlTransport dumps_transport_;
  NetlinkSource dumps_source_;
  std::unique_ptr<api::SocketDumps> dumps_;
  ApiServer api_;
  std::atomic<bool> page_wanted_;
  std::jthread aggregator_thread_;
  std::jthread poller_thread_;
  std::unique_ptr<HttpServer> http_;
};

}  // namespace sockwatch
