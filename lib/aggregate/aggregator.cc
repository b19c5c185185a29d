#include "aggregate/aggregator.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "aggregate/series_count.h"

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kBeat{1};
constexpr std::chrono::minutes kPortRangeEvery{1};

}  // namespace

// The parts it is wired to, each with a life of its own.
// NOLINTNEXTLINE(readability-function-size)
Aggregator::Aggregator(RingChannel<TickItem>& ring, OwnerFinder& finder, SnapshotSlot& slot,
                       Clock& clock, SelfStats& stats, std::function<PortRange()> port_range,
                       const AggregatorSettings& settings)
    : ring_(ring),
      finder_(finder),
      slot_(slot),
      clock_(clock),
      stats_(stats),
      port_range_(std::move(port_range)),
      settings_(settings),
      started_(clock.Now()),
      groups_(settings.groups),
      ownership_(table_, groups_, finder) {
  NetnsOf(kHostNetns);
  Chores();
  Publish();
}

void Aggregator::Reserve(std::size_t sockets) {
  table_.Reserve(std::min<std::size_t>(sockets, settings_.sockets));
}

void Aggregator::SetSettings(const AggregatorSettings& settings, bool names_changed) {
  const std::scoped_lock lock(new_settings_mutex_);
  const bool changed_before = new_settings_ && new_settings_->names_changed;
  new_settings_ = NewSettings{settings, names_changed || changed_before};
}

void Aggregator::TakeNewSettings() {
  std::optional<NewSettings> taken;
  {
    const std::scoped_lock lock(new_settings_mutex_);
    taken.swap(new_settings_);
  }
  if (!taken) return;
  settings_ = taken->settings;
  groups_.SetLimits(settings_.groups);
  if (!taken->names_changed) return;
  for (ConnectionTable::Slot slot = 0; slot < table_.Slots(); ++slot) {
    Connection& c = table_.At(slot);
    if (c.cookie == 0) continue;
    const Ownership::Change change(ownership_, c);
    ownership_.Recheck(c);
  }
  ownership_.SendQuestions();
}

void Aggregator::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Drain();
    ring_.Wait(kBeat);
  }
}

void Aggregator::Drain() {
  heartbeat_.Beat(clock_.Now());
  if (clock_.Now() >= next_chores_) Chores();
  const auto take = [this](const auto& item) { Take(item); };
  ring_.Consume([&](const TickItem& item) {
    // Rows are all but a few of the items.
    if (const auto* row = std::get_if<SocketSample>(&item)) {
      Take(*row);
    } else {
      std::visit(take, item);
    }
  });
  // A first dump asks for all sockets there are: at its end, for one walk to find them.
  if (current_ != nullptr && current_->baseline) ownership_.SendInHurry();
  if (ownership_.TakeAnswers(clock_.Now())) Publish();
}

// About once a second, whatever else happens.
void Aggregator::Chores() {
  const MonoTime now = clock_.Now();
  next_chores_ = now + kBeat;
  TakeNewSettings();
  finder_.Watch(now);
  if (now < next_port_range_) return;
  next_port_range_ = now + kPortRangeEvery;
  ownership_.SetPortRange(port_range_());
}

NamespaceState& Aggregator::NetnsOf(NetnsId id) {
  while (netns_.size() <= id) {
    netns_labels_.emplace_back(netns_.empty() ? "host" : std::to_string(netns_.size()));
    netns_.emplace_back().row.netns = netns_labels_.back();
  }
  return netns_[id];
}

void Aggregator::Take(const BeginDump& mark) {
  // The end of the dump before found no room in the ring.
  if (current_ != nullptr) CloseDump(DumpResult::kRingStalled);
  current_ = &NetnsOf(mark.netns);
  current_id_ = mark.netns;
  current_->tally = {};
  trail_.emplace(table_, current_->trail);
  ++dump_;
  dump_at_ = mark.at;
}

void Aggregator::Take(const SocketSample& row) {
  if (current_ == nullptr) return;  // its BeginDump found no room
  ConnectionTable::Slot slot = trail_->Find(row.cookie);
  if (slot == kNoId) slot = Meet(row);
  DumpTally& tally = current_->tally;
  if (slot == kNoId) {
    ++tally.beyond_limit[Index(row.state)];
  } else {
    Connection& c = table_.At(slot);
    if (c.seen == dump_) return;  // a dump under churn may show a socket twice
    c.seen = dump_;
    if (c.quiet == 0 || c.State() != row.state || c.inode != row.inode) Update(slot, row);
  }
  ++tally.sockets[static_cast<std::size_t>(row.family)][Index(row.state)];
  if (row.timer == kTimerTimeWait) ++tally.minisocks;
}

ConnectionTable::Slot Aggregator::Meet(const SocketSample& row) {
  if (table_.Size() >= settings_.sockets) return kNoId;
  const ConnectionTable::Slot slot = trail_->Insert(row.cookie);
  Connection& c = table_.At(slot);
  c.inode = row.inode;
  c.local_port = row.local_port;
  c.netns = current_id_;
  c.since = Since(dump_at_);
  c.SetState(row.state);
  ownership_.Meet(slot, row, dump_at_);
  if (current_->baseline) Ledger::Enter(c);
  return slot;
}

void Aggregator::Update(ConnectionTable::Slot slot, const SocketSample& row) {
  Connection& c = table_.At(slot);
  const Ownership::Change change(ownership_, c);
  c.missed = 0;
  if (c.State() != row.state) {
    ownership_.ChangeState(slot, row.state, current_->baseline);
    c.since = Since(dump_at_);
  }
  if (c.inode != row.inode) {
    if (c.inode == 0) {
      ownership_.Accepted(slot, dump_at_);
    } else {
      ownership_.Freed(c);
    }
    c.inode = row.inode;
  }
  ownership_.Review(slot, row, dump_at_);
}

void Aggregator::Take(const EndDump& mark) {
  if (current_ == nullptr) return;
  const MonoTime begun = clock_.Now();
  if (mark.result == DumpResult::kComplete) Complete(mark);
  CloseDump(mark.result);
  const std::chrono::duration<double> took = clock_.Now() - begun;
  stats_.aggregate_duration.Observe(took.count());
}

void Aggregator::CloseDump(DumpResult result) {
  ++current_->row.dumps.at(static_cast<std::size_t>(result));
  current_ = nullptr;
  ownership_.SendQuestions();
}

void Aggregator::Complete(const EndDump& mark) {
  Sweep(mark.at);
  CountBeyondLimit(mark.at);
  groups_.CloseTick(current_id_, mark.at);
  ownership_.Forget(mark.at);
  NetnsRow& row = current_->row;
  row.sockets = current_->tally.sockets;
  row.last_complete = mark.wall;
  row.difference.reset();
  if (mark.kernel.known) row.difference = Compare(current_->tally, mark.kernel);
  current_->baseline = true;
  current_->last_complete = mark.at;
}

void Aggregator::Sweep(MonoTime now) {
  ownership_.ClearGauges(current_id_);
  for (ConnectionTable::Slot slot = 0; slot < table_.Slots(); ++slot) {
    const Connection& c = table_.At(slot);
    if (c.cookie != 0 && c.netns == current_id_) SweepOne(slot, now);
  }
}

void Aggregator::SweepOne(ConnectionTable::Slot slot, MonoTime now) {
  Connection& c = table_.At(slot);
  if (c.seen == dump_) {
    if (c.State() == TcpState::kCloseWait) RecheckOld(c, now);
    c.counted = c.state;
    ownership_.Count(c);
    return;
  }
  c.counted = 0;
  c.quiet = 0;
  if (c.missed == 0) {
    c.missed = 1;
    ownership_.Freed(c);
    return;
  }
  ownership_.Gone(slot, now);
  table_.Erase(slot);
}

// Once as the socket passes each age: after fork and exec the holder may be another.
void Aggregator::RecheckOld(Connection& c, MonoTime now) {
  const auto age = Age(c, now);
  const auto before = Age(c, current_->last_complete);
  for (const std::chrono::seconds limit : kRecheckAges) {
    if (before < limit && age >= limit) ownership_.Recheck(c);
  }
}

void Aggregator::CountBeyondLimit(MonoTime now) {
  const StateCounts& beyond = current_->tally.beyond_limit;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    if (beyond[i] > 0) ownership_.CountBeyondLimit(current_id_, StateAt(i), beyond[i], now);
  }
}

std::uint32_t Aggregator::Since(MonoTime time) const {
  return static_cast<std::uint32_t>((time - started_) / std::chrono::milliseconds(100));
}

std::chrono::milliseconds Aggregator::Age(const Connection& c, MonoTime now) const {
  return std::chrono::milliseconds(100) * (std::int64_t{Since(now)} - std::int64_t{c.since});
}

void Aggregator::Take(const EndTick& /*mark*/) { Publish(); }

void Aggregator::Publish() {
  const MonoTime now = clock_.Now();
  auto snapshot = std::make_shared<Snapshot>();
  for (NamespaceState& netns : netns_) {
    snapshot->netns.push_back(netns.row);
    const auto id = static_cast<NetnsId>(&netns - netns_.data());
    const OwnershipGauges& gauges = ownership_.Gauges(id);
    for (std::size_t i = 0; i < kUnattributedReasonCount; ++i) {
      snapshot->unattributed[i] += gauges.unattributed[i];
    }
    snapshot->provisional += gauges.provisional;
    snapshot->pending += gauges.pending;
  }
  groups_.Enforce(now, SeriesBesidesGroups(snapshot->netns));
  snapshot->groups = groups_.Rows(now, netns_labels_);
  snapshot->folded_groups = groups_.FoldedGroups();
  snapshot->groups_limit = settings_.groups.groups;
  snapshot->series_limit = settings_.groups.series;
  snapshot->host_last_complete = netns_.front().last_complete;
  slot_.Put(std::move(snapshot));
}

}  // namespace sockwatch
