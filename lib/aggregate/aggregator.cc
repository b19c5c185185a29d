#include "aggregate/aggregator.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "aggregate/series_count.h"

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kBeat{1};
constexpr std::chrono::minutes kHostEvery{1};
constexpr std::string_view kTimeWaitLimit = "net.ipv4.tcp_max_tw_buckets";

std::optional<std::uint32_t> FindSysctl(const std::vector<SysctlValue>& sysctls,
                                        std::string_view name) {
  for (const SysctlValue& sysctl : sysctls) {
    if (sysctl.name == name) return static_cast<std::uint32_t>(sysctl.value);
  }
  return std::nullopt;
}

void AddGauges(const OwnershipGauges& gauges, Snapshot& snapshot) {
  for (std::size_t i = 0; i < kUnattributedReasonCount; ++i) {
    snapshot.unattributed[i] += gauges.unattributed[i];
  }
  snapshot.provisional += gauges.provisional;
  snapshot.pending += gauges.pending;
}

}  // namespace

// The parts it is wired to, each with a life of its own.
// NOLINTNEXTLINE(readability-function-size)
Aggregator::Aggregator(RingChannel<TickItem>& ring, OwnerFinder& finder, SnapshotSlot& slot,
                       Clock& clock, SelfStats& stats, NetnsReads reads,
                       AggregatorSettings settings)
    : ring_(ring),
      finder_(finder),
      slot_(slot),
      clock_(clock),
      stats_(stats),
      reads_(std::move(reads)),
      settings_(std::move(settings)),
      timeline_(clock.Now()),
      groups_(settings_.groups, peers_),
      ownership_(table_, groups_, peers_, finder, timeline_),
      ports_(peers_),
      lookup_([&ring] { ring.Wake(); }) {
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
  settings_ = std::move(taken->settings);
  groups_.SetLimits(settings_.groups);
  SurveyAll();
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
  lookup_.AnswerAll({table_, groups_, timeline_, clock_.Now(), clock_.WallNow()});
}

// About once a second, whatever else happens.
void Aggregator::Chores() {
  const MonoTime now = clock_.Now();
  next_chores_ = now + kBeat;
  TakeNewSettings();
  finder_.Watch(now);
  if (now >= next_host_) ReadHost();
}

void Aggregator::ReadHost() {
  next_host_ = clock_.Now() + kHostEvery;
  ephemeral_ = reads_.ports(kHostNetns);
  ownership_.SetPortRange(ephemeral_.Range());
  NetnsRow& row = netns_.front().row;
  row.port_limit = ephemeral_.Count();
  row.sysctls = reads_.sysctls(kHostNetns);
  row.time_wait_limit = FindSysctl(row.sysctls, kTimeWaitLimit);
}

NamespaceState& Aggregator::NetnsOf(NetnsId id) {
  while (netns_.size() <= id) {
    const auto next = static_cast<NetnsId>(netns_.size());
    netns_.emplace_back().row.netns = reads_.label(next);
  }
  return netns_[id];
}

void Aggregator::Take(const BeginDump& mark) {
  // The end of the dump before found no room in the ring.
  if (current_ != nullptr) CloseDump(DumpResult::kRingStalled);
  current_ = &NetnsOf(mark.netns);
  current_id_ = mark.netns;
  current_->tally = {};
  groups_.BeginQueues(mark.netns);
  trail_.emplace(table_, current_->trail);
  ++dump_;
  dump_at_ = mark.at;
}

void Aggregator::Take(const SocketSample& row) {
  if (current_ == nullptr) return;  // its BeginDump found no room
  ConnectionTable::Slot slot = trail_->Find(row.cookie);
  if (slot == kNoId) slot = Meet(row);
  if (slot == kNoId) {
    sockwatch::CountBeyondLimit(row, current_->tally);
  } else {
    Connection& c = table_.At(slot);
    if (c.seen == dump_) return;  // a dump under churn may show a socket twice
    c.seen = dump_;
    if (c.quiet == 0 || c.State() != row.state || c.inode != row.inode) Update(slot, row);
    Note(c, row);
  }
  sockwatch::Count(row, current_->tally);
}

// What changes from dump to dump without the socket's state doing so.
void Aggregator::Note(Connection& c, const SocketSample& row) {
  if ((row.receive_queue | row.send_queue) != 0) groups_.Queues(c.group).Add(row);
  if (row.state != TcpState::kCloseWait) return;
  c.SetCause(CauseOf(row));
  ownership_.MeetCloseWait(c, row);
}

// Of a socket that is in another state by now, or was not in this dump, it says nothing.
void Aggregator::Take(const CloseWaitAge& age) {
  const ConnectionTable::Slot slot = table_.Find(age.cookie);
  if (current_ == nullptr || slot == kNoId) return;
  const Connection& c = table_.At(slot);
  if (c.seen != dump_ || c.State() != TcpState::kCloseWait) return;
  const auto since = timeline_.At(dump_at_ - std::chrono::milliseconds(age.age_ms));
  if (since < c.since) ownership_.ClaimSince(slot, since);
}

void Aggregator::Take(const KernelEventCounts& events) {
  if (current_ != nullptr) current_->row.events = events;
}

// What is not known now stays as it was.
void Aggregator::Take(const OtherSockets& others) {
  if (current_ == nullptr) return;
  OtherSockets& shown = current_->row.others;
  if (others.udp_known) {
    shown.udp_known = true;
    shown.udp = others.udp;
  }
  if (others.unix_known) {
    shown.unix_known = true;
    shown.unix_sockets = others.unix_sockets;
  }
}

ConnectionTable::Slot Aggregator::Meet(const SocketSample& row) {
  if (table_.Size() >= settings_.sockets) return kNoId;
  const ConnectionTable::Slot slot = trail_->Insert(row.cookie);
  Connection& c = table_.At(slot);
  c.inode = row.inode;
  c.local_port = row.local_port;
  c.netns = current_id_;
  c.since = Since(row);
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
    ownership_.ChangeState(slot, row.state, current_->baseline, timeline_.At(dump_at_));
    c.since = Since(row);
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
  NetnsRow& row = current_->row;
  row.sockets = current_->tally.sockets;
  row.orphans = current_->tally.orphans;
  row.last_complete = mark.wall;
  row.difference.reset();
  if (mark.kernel.known) row.difference = Compare(current_->tally, mark.kernel);
  row.ports = ports_.Fullest(settings_.destinations);
  current_->baseline = true;
  current_->last_complete = {mark.at, mark.wall};
  Survey(current_id_);
  groups_.CloseTick(current_id_, mark.at);
  ownership_.Forget(mark.at);
  AskForFds(mark.at);
}

void Aggregator::Sweep(MonoTime now) {
  ownership_.ClearGauges(current_id_);
  groups_.OfPrograms().ClearProcesses();
  ports_.Clear();
  current_->close_wait.clear();
  for (ConnectionTable::Slot slot = 0; slot < table_.Slots(); ++slot) {
    const Connection& c = table_.At(slot);
    if (c.cookie != 0 && c.netns == current_id_) SweepOne(slot, now);
  }
}

void Aggregator::SweepOne(ConnectionTable::Slot slot, MonoTime now) {
  Connection& c = table_.At(slot);
  if (c.seen == dump_) return Count(slot, now);
  c.counted = 0;
  c.quiet = 0;
  if (c.missed == 0) {
    c.missed = 1;
    ownership_.Freed(c);
    return;
  }
  ownership_.Gone(slot, timeline_.At(current_->last_complete.at), now);
  table_.Erase(slot);
}

void Aggregator::Count(ConnectionTable::Slot slot, MonoTime now) {
  Connection& c = table_.At(slot);
  const bool close_wait = c.State() == TcpState::kCloseWait;
  if (close_wait) {
    RecheckOld(c, now);
    current_->close_wait.push_back({slot, c.since, c.peer, c.Cause()});
  }
  c.counted = c.state;
  ownership_.Count(c);
  if (c.fd >= 0) {
    groups_.OfPrograms().CountSocket(c.pid, groups_.ProgramOf(c.group), close_wait);
  }
  if (c.client != 0 && c.peer != kNoId && ephemeral_.Contains(c.local_port)) ports_.Add(c);
}

// Once as the socket passes each age: after fork and exec the holder may be another.
void Aggregator::RecheckOld(Connection& c, MonoTime now) {
  const auto age = timeline_.Age(c.since, now);
  const auto before = timeline_.Age(c.since, current_->last_complete.at);
  for (const std::chrono::seconds limit : kRecheckAges) {
    if (before < limit && age >= limit) ownership_.Recheck(c);
  }
}

void Aggregator::CountBeyondLimit(MonoTime now) {
  const DumpTally& tally = current_->tally;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    const std::uint32_t sockets = tally.beyond_limit[i];
    if (sockets == 0) continue;
    current_->beyond_group = ownership_.CountBeyondLimit(current_id_, StateAt(i), sockets, now);
  }
  current_->close_wait_beyond = tally.beyond_causes;
  if (tally.beyond_receive + tally.beyond_send == 0) return;
  groups_.Queues(current_->beyond_group).AddBytes(tally.beyond_receive, tally.beyond_send);
}

void Aggregator::SurveyAll() {
  for (std::size_t id = 0; id < netns_.size(); ++id) Survey(static_cast<NetnsId>(id));
}

void Aggregator::Survey(NetnsId netns) {
  const NamespaceState& state = netns_[netns];
  const MonoTime at = state.last_complete.at;
  groups_.BeginSurvey(netns);
  for (const CloseWaitSocket& socket : state.close_wait) {
    const auto age = timeline_.Age(socket.since, at);
    groups_.CloseWait(table_.At(socket.slot).group, at).Add(socket, age, settings_.ages);
  }
  for (std::size_t i = 0; i < kCloseWaitCauseCount; ++i) {
    const std::uint32_t sockets = state.close_wait_beyond[i];
    if (sockets == 0) continue;
    groups_.CloseWait(state.beyond_group, at).AddUnknown(static_cast<CloseWaitCause>(i), sockets);
  }
}

void Aggregator::AskForFds(MonoTime now) {
  if (now < next_fds_) return;
  auto pids = groups_.OfPrograms().Pids();
  if (pids.empty()) return;
  next_fds_ = now + kFdsEvery;
  finder_.Ask({.queries = {}, .freed = {}, .fds_of = std::move(pids)});
}

std::int32_t Aggregator::Since(const SocketSample& row) const {
  const bool timed = row.state == TcpState::kTimeWait;
  return timeline_.At(timed ? dump_at_ - TimeWaitAge(row) : dump_at_);
}

void Aggregator::Take(const Unchanged& /*mark*/) {}

void Aggregator::Take(const NetnsGone& /*mark*/) {}

void Aggregator::Take(const EndTick& /*mark*/) { Publish(); }

void Aggregator::Publish() {
  // Owners become known in a dump that fails, too: the details follow their sockets.
  if (ownership_.TakeCloseWaitMoved()) SurveyAll();
  auto snapshot = std::make_shared<Snapshot>();
  std::vector<TickTime> ticks;
  for (NamespaceState& netns : netns_) {
    snapshot->netns.push_back(netns.row);
    ticks.push_back(netns.last_complete);
    AddGauges(ownership_.Gauges(static_cast<NetnsId>(&netns - netns_.data())), *snapshot);
  }
  snapshot->groups_limit = settings_.groups.groups;
  snapshot->series_limit = settings_.groups.series;
  snapshot->host_last_complete = netns_.front().last_complete.at;
  snapshot->close_wait_ages = settings_.ages;
  groups_.Publish(clock_.Now(), ticks, *snapshot);
  TrimDetails(*snapshot);
  slot_.Put(std::move(snapshot));
}

}  // namespace sockwatch
