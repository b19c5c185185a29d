#include "namespaces/namespace_rounds.h"

#include <algorithm>
#include <utility>

#include "attribution/proc_parse.h"

namespace sockwatch {
namespace {

constexpr std::size_t kCgroupLimit = 16384;

}  // namespace

// The parts it is wired to, each with a life of its own.
// NOLINTNEXTLINE(readability-function-size)
NamespaceRounds::NamespaceRounds(const std::string& proc_root, std::shared_ptr<SelfStats> stats,
                                 NetnsDoor& door, bool may_enter, NetnsDirectory& directory,
                                 TurnQueue& queue, Clock& clock, Heartbeat& heartbeat)
    : queue_(queue),
      directory_(directory),
      clock_(clock),
      heartbeat_(heartbeat),
      stats_(std::move(stats)),
      proc_(proc_root, stats_),
      finder_(proc_root, proc_),
      registry_([this](std::uint32_t pid) { return CgroupOf(pid); }),
      maker_(proc_root, door, may_enter, directory, *stats_) {}

bool NamespaceRounds::Round(const NamespaceSettings& settings, const std::stop_token& stop) {
  TakeOutcomes();
  Look(settings, clock_.Now());
  TellGone(stop);
  double unreachable = 0;
  for (const NetnsId id : Order()) {
    const MonoTime now = clock_.Now();
    heartbeat_.Beat(now);
    NetnsTurn turn;
    const TurnMaker::Made made = maker_.Make(id, registry_.Known().at(id), now, turn);
    if (made == TurnMaker::Made::kLost) return false;
    if (made == TurnMaker::Made::kUnreachable) ++unreachable;
    if (made == TurnMaker::Made::kTurn && !queue_.Offer(std::move(turn), stop)) break;
    last_ = id;
  }
  stats_->namespaces_unreachable.Set(unreachable);
  return true;
}

void NamespaceRounds::TakeOutcomes() {
  for (const TurnOutcome& outcome : queue_.TakeOutcomes()) {
    const auto known = registry_.Known().find(outcome.id);
    if (known == registry_.Known().end()) continue;
    NetnsGate& gate = known->second.gate;
    if (outcome.complete) {
      gate.Complete(outcome.sockets);
    } else {
      gate.Fail();
    }
  }
}

// Whatever was found is gone at once when nothing is wanted any more.
void NamespaceRounds::Look(const NamespaceSettings& settings, MonoTime now) {
  if (!settings.enabled) {
    places_.clear();
    looked_at_.reset();
  } else if (!looked_at_ || now >= *looked_at_ + kLookEvery) {
    places_ = finder_.Look(now);
    looked_at_ = now;
  }
  const auto changes = registry_.Update(places_, settings.filter, settings.limit, now);
  for (const NetnsId id : changes.met) directory_.Meet(id, registry_.Known().at(id).label);
  gone_.insert(gone_.end(), changes.gone.begin(), changes.gone.end());
  stats_->namespaces_excluded.Set(static_cast<double>(changes.excluded));
  stats_->namespaces_limit.Set(static_cast<double>(changes.beyond));
}

void NamespaceRounds::TellGone(const std::stop_token& stop) {
  for (const NetnsId id : std::exchange(gone_, {})) {
    directory_.Forget(id);
    NetnsTurn turn;
    turn.id = id;
    turn.kind = TurnKind::kGone;
    queue_.Offer(std::move(turn), stop);  // taken even when the round is given up
  }
}

std::vector<NetnsId> NamespaceRounds::Order() const {
  std::vector<NetnsId> ids;
  for (const auto& [id, netns] : registry_.Known()) ids.push_back(id);
  const auto next = std::upper_bound(ids.begin(), ids.end(), last_);
  std::rotate(ids.begin(), next, ids.end());
  return ids;
}

std::string NamespaceRounds::CgroupOf(std::uint32_t pid) {
  const std::string path = std::to_string(pid) + "/cgroup";
  if (proc_.Read(path.c_str(), kCgroupLimit, text_) != ProcStatus::kOk) return "";
  return ParseCgroupPath(text_);
}

}  // namespace sockwatch
