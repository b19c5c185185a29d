// The poller's view of all namespaces but the host's.
#pragma once

#include <optional>
#include <stop_token>

#include "namespaces/netns_turn.h"
#include "netlink/handed_transport.h"
#include "netlink/netlink_source.h"
#include "procnet/tcp_table_source.h"
#include "sample/other_sockets.h"
#include "sample/sample_source.h"
#include "selfstats/self_stats.h"
#include "sockets/other_sockets_reader.h"

namespace sockwatch {

// Used by one thread.
class NetnsVisits {
 public:
  NetnsVisits() = default;
  NetnsVisits(const NetnsVisits&) = delete;
  NetnsVisits& operator=(const NetnsVisits&) = delete;
  virtual ~NetnsVisits() = default;

  // Asks for a round over all of them.
  virtual void Begin() = 0;

  // The next one: what to do is in Turn(), whose descriptors are not to be looked at. False when
  // the round is over, or none came within a second. After true comes End().
  virtual bool Next(const std::stop_token& stop) = 0;
  [[nodiscard]] virtual const NetnsTurn& Turn() const = 0;

  // With kDump. Others are told after a complete dump alone; nothing where they cannot be.
  virtual SampleSource& Source() = 0;
  virtual std::optional<OtherSockets> ReadOthers() = 0;

  // Lets go of the namespace. `outcome` is of a kDump.
  virtual void End(const TurnOutcome& outcome) = 0;

  // There is no time for more.
  virtual void GiveUp() = 0;
};

class TurnQueue;

// Those that a TurnQueue brings. 150 KiB large.
class QueuedVisits final : public NetnsVisits {
 public:
  // Both outlive it.
  QueuedVisits(TurnQueue& queue, SelfStats& stats);

  void Begin() override;
  bool Next(const std::stop_token& stop) override;
  [[nodiscard]] const NetnsTurn& Turn() const override { return turn_; }
  SampleSource& Source() override;
  std::optional<OtherSockets> ReadOthers() override;
  void End(const TurnOutcome& outcome) override;
  void GiveUp() override;

 private:
  TurnQueue& queue_;
  SelfStats& stats_;
  NetnsTurn turn_;
  bool by_netlink_ = true;
  HandedTransport transport_;
  NetlinkSource netlink_;
  OtherSocketsReader others_;
  TcpTableSource table_;
};

}  // namespace sockwatch
