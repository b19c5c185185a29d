// The ring's consumer: keeps every socket by cookie, counts groups, and publishes a Snapshot after
// every tick and after every batch of owners found.
//
// What was seen is true, what was not seen is unknown: rows of any dump update their sockets, but
// gauges and disappearances come from complete dumps only. A socket absent from one complete dump
// is not counted but remembered; absent from two it is gone.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "aggregate/connection_table.h"
#include "aggregate/groups.h"
#include "aggregate/namespace_state.h"
#include "aggregate/ownership.h"
#include "aggregate/port_use.h"
#include "aggregate/snapshot.h"
#include "aggregate/socket_lookup.h"
#include "aggregate/timeline.h"
#include "attribution/owner_finder.h"
#include "base/clock.h"
#include "base/heartbeat.h"
#include "procnet/ephemeral_ports.h"
#include "procnet/sysctl.h"
#include "ring/ring_channel.h"
#include "sample/tick.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

struct AggregatorSettings {
  GroupLimits groups{};
  std::uint32_t sockets = 2'000'000;  // table entries; beyond: totals and unattributed only
  std::uint32_t destinations = 10;    // whose ephemeral ports are told, the fullest; 0: none
  CloseWaitDetail::Ages ages{};       // ascending
};

// What is known of a namespace besides its sockets, on the aggregator's thread: the label when it
// is first met, for good; the others then and about once a minute.
struct NetnsReads {
  std::function<std::string(NetnsId)> label;
  std::function<EphemeralPorts(NetnsId)> ports;
  std::function<std::vector<SysctlValue>(NetnsId)> sysctls;
};

class Aggregator {
 public:
  // How old a CLOSE_WAIT socket is when its owner is looked at again.
  static constexpr std::array<std::chrono::seconds, 4> kRecheckAges = {
      std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::minutes(15),
      std::chrono::hours(1)};

  // Descriptors of processes are counted no more often than this.
  static constexpr std::chrono::seconds kFdsEvery{5};

  // All must outlive the aggregator.
  Aggregator(RingChannel<TickItem>& ring, OwnerFinder& finder, SnapshotSlot& slot, Clock& clock,
             SelfStats& stats, NetnsReads reads, AggregatorSettings settings);

  // Any thread; taken over before the next snapshot. `names_changed`: every owner is asked again.
  void SetSettings(const AggregatorSettings& settings, bool names_changed);

  // Room for that many sockets, before the first dump; at most settings.sockets.
  void Reserve(std::size_t sockets);

  // Until `stop`.
  void Run(const std::stop_token& stop);

  // Takes what is in the ring and the answers there are, without waiting. For tests, too.
  void Drain();

  // Of single sockets, any thread; answered as long as Run() runs.
  [[nodiscard]] SocketLookup& Lookup() { return lookup_; }

  // Beats at least once a second.
  [[nodiscard]] const Heartbeat& Beats() const { return heartbeat_; }

 private:
  struct NewSettings {
    AggregatorSettings settings;
    bool names_changed = false;
  };

  void Take(const BeginDump& mark);
  void Take(const SocketSample& row);
  void Take(const CloseWaitAge& age);
  void Take(const KernelEventCounts& events);
  void Take(const OtherSockets& others);
  void Take(const EndDump& mark);
  void Take(const Unchanged& mark);
  void Take(const NetnsGone& mark);
  void Take(const EndTick& mark);
  void TakeNewSettings();
  void Chores();
  void ReadHost();

  ConnectionTable::Slot Meet(const SocketSample& row);
  void Update(ConnectionTable::Slot slot, const SocketSample& row);
  void Note(Connection& c, const SocketSample& row);
  void CloseDump(DumpResult result);
  void Complete(const EndDump& mark);
  void Sweep(MonoTime now);
  void SweepOne(ConnectionTable::Slot slot, MonoTime now);
  void Count(ConnectionTable::Slot slot, MonoTime now);
  void RecheckOld(Connection& c, MonoTime now);
  void CountBeyondLimit(MonoTime now);
  void Survey(NetnsId netns);
  void SurveyAll();
  void AskForFds(MonoTime now);
  void Publish();
  NamespaceState& NetnsOf(NetnsId id);
  [[nodiscard]] std::int32_t Since(const SocketSample& row) const;

  RingChannel<TickItem>& ring_;
  OwnerFinder& finder_;
  SnapshotSlot& slot_;
  Clock& clock_;
  SelfStats& stats_;
  NetnsReads reads_;
  AggregatorSettings settings_;
  const Timeline timeline_;
  MonoTime next_chores_;
  MonoTime next_host_;
  MonoTime next_fds_;
  Heartbeat heartbeat_;

  ConnectionTable table_;
  Peers peers_;
  Groups groups_;
  Ownership ownership_;
  PortUse ports_;
  EphemeralPorts ephemeral_;
  std::vector<NamespaceState> netns_;  // by NetnsId

  // The dump being taken in.
  NamespaceState* current_ = nullptr;
  NetnsId current_id_ = kHostNetns;
  std::optional<ConnectionTable::Trail> trail_;
  std::uint32_t dump_ = 0;
  MonoTime dump_at_;

  SocketLookup lookup_;

  std::mutex new_settings_mutex_;
  std::optional<NewSettings> new_settings_;
};

}  // namespace sockwatch
