#include "tool/kernel_pipeline.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "aggregate/aggregator.h"
#include "attribution/naming_rules.h"
#include "attribution/proc_owner_finder.h"
#include "base/clock.h"
#include "netlink/mnl_transport.h"
#include "netlink/netlink_source.h"
#include "poller/poller.h"
#include "procnet/ephemeral_ports.h"
#include "procnet/kernel_events_reader.h"
#include "procnet/kernel_totals_reader.h"
#include "procnet/sysctl.h"
#include "sockets/other_sockets_reader.h"
#include "tool/row_filter.h"

namespace sockwatch::tool {
namespace {

constexpr std::size_t kRingCapacity = 8192;
constexpr std::chrono::seconds kRingStall{1};
constexpr std::chrono::seconds kOwnersWithin{10};
constexpr std::chrono::milliseconds kFdsWithin{500};
constexpr std::chrono::milliseconds kLook{2};
constexpr std::chrono::seconds kInterval{5};

AggregatorSettings Limits() {
  AggregatorSettings settings;
  settings.ages = {{std::chrono::minutes(1), "1m", false},
                   {std::chrono::minutes(5), "5m", true},
                   {std::chrono::minutes(15), "15m", false},
                   {std::chrono::hours(1), "1h", true}};
  return settings;
}

// Each program that holds sockets has had its descriptors counted.
bool FdsKnown(const Snapshot& snapshot) {
  return std::all_of(snapshot.programs.begin(), snapshot.programs.end(),
                     [](const ProgramRow& row) { return row.processes == 0 || row.fds; });
}

class Pipeline final : public KernelPipeline {
 public:
  explicit Pipeline(const std::string& proc_root)
      : source_(transport_, *stats_),
        totals_(proc_root, *stats_),
        events_(proc_root, *stats_),
        others_(others_transport_, *stats_),
        finder_({.proc_root = proc_root,
                 .rules = std::make_shared<const NamingRules>(),
                 .cpu_budget = 1.0,
                 .on_reply = [this] { ring_.Wake(); },
                 .stats = stats_}),
        aggregator_(
            ring_, finder_, slot_, clock_, *stats_,
            NetnsReads{.label = [](NetnsId) { return std::string(kOwnNetns); },
                       .ports = [proc_root](NetnsId) { return ReadEphemeralPorts(proc_root); },
                       .sysctls = [proc_root](NetnsId) { return ReadSysctls(proc_root); }},
            Limits()),
        poller_(source_,
                PollerReads{.totals = [this] { return totals_.Read(); },
                            .events = [this] { return events_.Read(); },
                            .others = [this] { return others_.Read(); }},
                ring_, clock_, *stats_, kInterval) {
    const KernelTotals now = totals_.Read();
    aggregator_.Reserve(std::size_t{now.inuse} + now.time_wait);
    thread_ = std::jthread([this](const std::stop_token& stop) { aggregator_.Run(stop); });
  }

  ~Pipeline() override {
    thread_ = {};
    finder_.Stop();
  }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  Result<std::shared_ptr<const Snapshot>> Read() override {
    Tick();
    if (!read_) {
      Tick();
      WaitFor(kFdsWithin, FdsKnown);
    }
    read_ = true;
    auto snapshot = slot_.Get();
    if (snapshot->netns.empty() || !snapshot->netns.front().last_complete) {
      return Error{"cannot list TCP sockets: " + source_.LastError()};
    }
    return snapshot;
  }

 private:
  // Returns once the snapshot of this tick is out and nobody is being looked for any more.
  void Tick() {
    const auto before = slot_.Get();
    poller_.Tick({});
    WaitFor(kOwnersWithin, [&](const Snapshot& snapshot) {
      return &snapshot != before.get() && snapshot.pending == 0;
    });
  }

  template <typename Done>
  void WaitFor(std::chrono::nanoseconds at_most, Done done) {
    const MonoTime deadline = clock_.Now() + at_most;
    while (!done(*slot_.Get()) && clock_.Now() < deadline) {
      clock_.SleepUntil(clock_.Now() + kLook, {});
    }
  }

  std::shared_ptr<SelfStats> stats_ = std::make_shared<SelfStats>();
  SystemClock clock_;
  TickRing ring_{kRingCapacity, kRingStall};
  SnapshotSlot slot_;
  MnlTransport transport_;
  NetlinkSource source_;
  KernelTotalsReader totals_;
  KernelEventsReader events_;
  MnlTransport others_transport_;
  OtherSocketsReader others_;
  ProcOwnerFinder finder_;
  Aggregator aggregator_;
  Poller poller_;
  std::jthread thread_;
  bool read_ = false;
};

}  // namespace

std::unique_ptr<KernelPipeline> KernelPipeline::Start(const std::string& proc_root) {
  return std::make_unique<Pipeline>(proc_root);
}

}  // namespace sockwatch::tool
