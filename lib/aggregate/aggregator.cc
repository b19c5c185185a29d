#include "aggregate/aggregator.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kBeat{1};

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
  if (now >= next_reads_) ReadNetns();
}

void Aggregator::AskForFds(MonoTime now) {
  if (now < next_fds_) return;
  auto pids = groups_.OfPrograms().Pids();
  if (pids.empty()) return;
  next_fds_ = now + kFdsEvery;
  finder_.Ask({.queries = {}, .freed = {}, .fds_of = std::move(pids)});
}

}  // namespace sockwatch
