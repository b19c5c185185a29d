// Who a socket is booked to: decides what may be known without asking, what has to be asked, and
// what an answer changes. Wrong is forbidden, unknown is allowed and counted. Used by one thread.
//
//   inode seen in a process            confirmed
//   in an accept queue (inode 0)       confirmed: it is the listener's
//   on a listened port                 provisional: the listener's, if all listeners there agree;
//                                      asked when seen in a second complete dump or in CLOSE_WAIT
//   closed before it could be found    provisional: its listener's, or its destination's program
//   else                               unattributed, with the reason
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "aggregate/connection_table.h"
#include "aggregate/destinations.h"
#include "aggregate/groups.h"
#include "aggregate/ledger.h"
#include "aggregate/listeners.h"
#include "aggregate/peers.h"
#include "aggregate/timeline.h"
#include "attribution/owner_finder.h"
#include "procnet/port_range.h"

namespace sockwatch {

// Sockets by how their process is known, of the sockets that gauges count.
struct OwnershipGauges {
  std::array<std::uint32_t, kUnattributedReasonCount> unattributed{};
  std::uint32_t provisional = 0;
  std::uint32_t pending = 0;
};

class Ownership {
 public:
  using Slot = ConnectionTable::Slot;

  // How long an inode that no process holds is not searched for again: doubling in between.
  static constexpr std::chrono::minutes kFirstRetry{10};
  static constexpr std::chrono::minutes kLastRetry{60};

  // All outlive it.
  Ownership(ConnectionTable& table, Groups& groups, Peers& peers, OwnerFinder& finder,
            const Timeline& timeline);

  // Of a namespace, before its first socket is met: the label under which its groups stand, and
  // the ports its kernel gives out.
  void SetLabel(NetnsId netns, NetnsLabel label) { netns_[netns].label = label; }
  void SetPortRange(NetnsId netns, const PortRange& range) { netns_[netns].range = range; }

  // It is gone, and all its sockets are.
  void DropNetns(NetnsId netns) { netns_.erase(netns); }

  // A socket met for the first time: fixes its role and port, and names it as far as it goes.
  void Meet(Slot slot, const SocketSample& row, MonoTime now);

  // Between a Change's begin and end: a row of a socket that is not quiet, its state and inode
  // already taken over; makes it quiet when nothing is left to find out.
  void Review(Slot slot, const SocketSample& row, MonoTime now);

  // The inode is no longer held where it was: the place may tell about the next socket.
  void Freed(Connection& c);

  // The socket was taken out of its accept queue: its holder is to be found anew.
  void Accepted(Slot slot, MonoTime now);

  // The socket is gone for good, since `at` (as Connection::since). The caller erases the entry.
  // `booked` as below.
  void Gone(Slot slot, bool booked, std::int32_t at, MonoTime now);

  // Its namespace stands under another label by now: moves a listener there, between a Change's
  // begin and end.
  void Relabel(Slot slot, MonoTime now);

  // The socket leaves its state for `to`; `booked`: it is known when, so the counters tell.
  void ChangeState(Slot slot, TcpState to, bool booked, std::int32_t at);

  // A CLOSE_WAIT row: its peer matters from now on, whichever its role.
  void MeetCloseWait(Connection& c, const SocketSample& row);

  // The kernel says that the socket has been in CLOSE_WAIT since then, which is earlier than we
  // know by ourselves. Taken back should its process turn out to be younger.
  void ClaimSince(Slot slot, std::int32_t since);

  // Gauges of a connection: its group's, and how it is known. Count() under c.counted.
  void Count(const Connection& c);
  void Uncount(const Connection& c);
  // All of a namespace at once; not those of groups under kIdleLabel, which it shares with others.
  void ClearGauges(NetnsId netns);

  // The group of sockets that are not in the table, and how many they are for that reason.
  GroupId UnkeptGroup(NetnsId netns, MonoTime now);
  void CountUnkept(NetnsId netns, UnattributedReason reason, std::uint32_t sockets) {
    netns_[netns].gauges.unattributed.at(static_cast<std::size_t>(reason)) += sockets;
  }

  // Every change to what is known of a socket stands between the two: its gauges follow it.
  class Change {
   public:
    Change(Ownership& ownership, const Connection& c) : ownership_(ownership), c_(c) {
      if (c_.counted != 0) ownership_.Uncount(c_);
    }
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;
    ~Change() {
      if (c_.counted != 0) ownership_.Count(c_);
    }

   private:
    Ownership& ownership_;
    const Connection& c_;
  };

  [[nodiscard]] const OwnershipGauges& Gauges(NetnsId netns) { return netns_[netns].gauges; }

  // Whether a CLOSE_WAIT socket has come into another group since the last call.
  [[nodiscard]] bool TakeCloseWaitMoved() { return std::exchange(close_wait_moved_, false); }

  // Asks again who holds a confirmed socket: its holder may have changed (fork and exec, fd
  // passing), or the naming rules have.
  void Recheck(Connection& c);

  // Sends what has been collected; call at the end of a dump of that namespace.
  void SendQuestions(NetnsId netns);

  // The same outside a dump.
  void SendQuestions();

  // The same in the middle of a dump, if somebody may be gone by its end: a short connection to a
  // destination that no program is known for. One that is caught names all that follow.
  void SendInHurry();

  // Takes answers in; true if there were any.
  bool TakeAnswers(MonoTime now);

  // Names that are no longer remembered, once a tick.
  void Forget(MonoTime now);

 private:
  struct Retry {
    MonoTime due;
    std::chrono::minutes wait;
  };

  struct OfNetns {
    NetnsLabel label = kHostLabel;
    PortRange range{};
    OwnershipGauges gauges{};
    std::vector<FreedFd> freed_before{};  // in its last dump
  };

  [[nodiscard]] static Listeners::Key ListenerKey(const Connection& c) {
    return {c.netns, c.local_port};
  }
  [[nodiscard]] std::int32_t PortOf(NetnsId netns, const PortRange& range,
                                    std::uint16_t port) const;
  [[nodiscard]] GroupKey FirstKey(NetnsId netns, const SocketSample& row);

  void ReviewHeld(Slot slot, const SocketSample& row, MonoTime now);
  [[nodiscard]] std::optional<Destinations::Key> DestinationOf(const Connection& c) const;
  void HurryIfUnknown(const Connection& c);
  void NameByDestination(Slot slot, MonoTime now);
  void ReviewUnheld(Slot slot, const SocketSample& row, MonoTime now);
  void NameUnheld(Slot slot, const SocketSample& row, MonoTime now);
  void JoinDestination(Connection& c);
  void CheckClaim(Slot slot, const Owner& owner, MonoTime now);
  [[nodiscard]] bool MaySearch(Slot slot, const Connection& c, MonoTime now) const;
  [[nodiscard]] static bool Settled(const Connection& c);

  void Ask(Connection& c, std::uint64_t cgroup_id);
  void Send(std::vector<FreedFd> places);
  void AskAgain();
  void Take(const OwnerAnswer& answer, const OwnerReply& reply, MonoTime now);
  void Confirm(Slot slot, const OwnerAnswer& answer, const Owner& owner, MonoTime now);
  void GiveUp(Slot slot, const OwnerAnswer& answer, MonoTime now);
  void MoveTo(Slot slot, const ProcessName& name, Certainty how, MonoTime now);
  void MoveTo(Slot slot, const GroupKey& key, MonoTime now);
  [[nodiscard]] NameRef Share(const std::string& unit, const std::string& process);

  ConnectionTable& table_;
  Groups& groups_;
  Peers& peers_;
  OwnerFinder& finder_;
  const Timeline& timeline_;
  Ledger ledger_{groups_};
  Listeners listeners_;
  Destinations destinations_;
  std::vector<OwnerQuery> queries_;  // not sent yet
  std::vector<FreedFd> freed_;       // in this dump
  bool hurry_ = false;
  bool close_wait_moved_ = false;
  std::uint32_t generation_ = 0;
  NameRef last_name_;  // answers come in runs of one process: its name is shared
  absl::flat_hash_map<Slot, Retry> retries_;
  absl::flat_hash_map<Slot, std::int32_t> claims_;  // what ClaimSince() replaced
  absl::flat_hash_map<NetnsId, OfNetns> netns_;
};

}  // namespace sockwatch
