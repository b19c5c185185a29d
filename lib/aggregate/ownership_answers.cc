// Ownership: what is asked of the resolver, and what its answers change.
#include <algorithm>
#include <string_view>
#include <utility>

#include "aggregate/ownership.h"

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kStartSlack{1};

// Programs that accept for others.
bool HandsOut(const Owner& owner) {
  static constexpr std::array<std::string_view, 3> kInetds = {"inetd", "xinetd", "openbsd-inetd"};
  return owner.pid == 1 ||
         std::find(kInetds.begin(), kInetds.end(), owner.process) != kInetds.end();
}

}  // namespace

void Ownership::SendInHurry() {
  if (hurry_) Send({});
}

// A socket that was provisional when its predecessor's place became free is asked for one dump
// later: the places of two dumps are worth a look.
void Ownership::SendQuestions(NetnsId netns) {
  std::vector<FreedFd> places = std::exchange(netns_[netns].freed_before, freed_);
  places.insert(places.end(), freed_.begin(), freed_.end());
  freed_.clear();
  if (!queries_.empty()) Send(std::move(places));
}

void Ownership::SendQuestions() {
  if (!queries_.empty()) Send({});
}

void Ownership::Send(std::vector<FreedFd> places) {
  hurry_ = false;
  // CLOSE_WAIT comes first where a budget may run out.
  std::stable_sort(queries_.begin(), queries_.end(),
                   [](const OwnerQuery& a, const OwnerQuery& b) { return a.kind < b.kind; });
  finder_.Ask({std::exchange(queries_, {}), std::move(places)});
}

bool Ownership::TakeAnswers(MonoTime now) {
  bool any = false;
  while (auto reply = finder_.TakeReply()) {
    any = true;
    for (const OwnerAnswer& answer : reply->answers) Take(answer, *reply, now);
    groups_.OfPrograms().TakeFds(std::move(reply->fd_uses));
  }
  if (finder_.Generation() != generation_) AskAgain();
  return any;
}

// Questions were lost with a stuck thread: their sockets are asked for when next seen.
void Ownership::AskAgain() {
  generation_ = finder_.Generation();
  for (Slot slot = 0; slot < table_.Slots(); ++slot) {
    Connection& c = table_.At(slot);
    if (c.asked == 0) continue;
    const Change change(*this, c);
    c.asked = 0;
    c.quiet = 0;
  }
}

void Ownership::Take(const OwnerAnswer& answer, const OwnerReply& reply, MonoTime now) {
  const Slot slot = table_.Find(answer.cookie);
  if (slot == kNoId) return;
  Connection& c = table_.At(slot);
  const Change change(*this, c);
  c.asked = 0;
  c.quiet = 0;
  if (answer.outcome == OwnerOutcome::kFound) {
    Confirm(slot, answer, reply.owners.at(answer.owner), now);
  } else if (c.Known() != Certainty::kConfirmed) {
    GiveUp(slot, answer, now);
  }
  if (Settled(c)) ledger_.Settle(slot, c);
}

void Ownership::Confirm(Slot slot, const OwnerAnswer& answer, const Owner& owner, MonoTime now) {
  Connection& c = table_.At(slot);
  const NameRef name = Share(owner.unit, owner.process);
  if (c.inode != 0) {
    c.pid = owner.pid;
    c.fd = answer.fd;
  }
  if (c.State() == TcpState::kListen) {
    listeners_.Name(ListenerKey(c), c.cookie, name, owner.pid,
                    HandsOut(owner) || !answer.names_agree);
  }
  MoveTo(slot, *name, Certainty::kConfirmed, now);
  JoinDestination(c);
  CheckClaim(slot, owner, now);
}

void Ownership::GiveUp(Slot slot, const OwnerAnswer& answer, MonoTime now) {
  Connection& c = table_.At(slot);
  if (c.searched == 0 && c.Known() == Certainty::kUnattributed) NameByDestination(slot, now);
  // Most likely closed while it was looked for: the name it has is the best there is, until it is
  // seen alive again and not found again.
  if (c.Known() == Certainty::kProvisional && (c.inode == 0 || c.searched == 0)) {
    c.searched = 1;
    return;
  }
  MoveTo(slot, {answer.creator_unit, std::string(kUnattributedProcess)}, Certainty::kUnattributed,
         now);
  c.SetReason(answer.outcome == OwnerOutcome::kPermission ? UnattributedReason::kPermission
                                                          : UnattributedReason::kNoProcess);
  c.searched = 1;
  Retry& retry = retries_[slot];
  retry.wait = retry.wait.count() == 0 ? kFirstRetry : std::min(2 * retry.wait, kLastRetry);
  retry.due = now + retry.wait;
}

void Ownership::NameByDestination(Slot slot, MonoTime now) {
  const auto destination = DestinationOf(table_.At(slot));
  if (!destination) return;
  const auto verdict = destinations_.Judge(*destination);
  if (verdict.name) MoveTo(slot, *verdict.name, Certainty::kProvisional, now);
}

void Ownership::MoveTo(Slot slot, const ProcessName& name, Certainty how, MonoTime now) {
  Connection& c = table_.At(slot);
  c.SetKnown(how);
  const GroupId from = c.group;
  GroupKey key = groups_.Key(from);
  // Those of idle namespaces stand together, whichever their unit.
  const std::string unit = key.label == kIdleLabel ? std::string() : name.unit;
  if (key.process == kOtherProcess || (key.unit == unit && key.process == name.process)) return;
  if (c.destination != kNoId) {
    destinations_.Move(c.destination, Share(key.unit, key.process), Share(name.unit, name.process),
                       now);
  }
  key.unit = unit;
  key.process = name.process;
  MoveTo(slot, key, now);
}

void Ownership::MoveTo(Slot slot, const GroupKey& key, MonoTime now) {
  Connection& c = table_.At(slot);
  const GroupId from = c.group;
  c.group = groups_.Intern(key, now);
  groups_.AddRef(c.group);
  ledger_.Moved(slot, c, from);
  groups_.DropRef(from);
  close_wait_moved_ |= c.counted == static_cast<std::uint32_t>(TcpState::kCloseWait);
}

NameRef Ownership::Share(const std::string& unit, const std::string& process) {
  if (!last_name_ || last_name_->unit != unit || last_name_->process != process) {
    last_name_ = std::make_shared<const ProcessName>(ProcessName{unit, process});
  }
  return last_name_;
}

void Ownership::Forget(MonoTime now) {
  listeners_.Forget(now);
  destinations_.Forget(now);
}

// Within a second: a process' start is told in ticks, and the socket may be as old as it.
void Ownership::CheckClaim(Slot slot, const Owner& owner, MonoTime now) {
  const auto claim = claims_.find(slot);
  if (claim == claims_.end()) return;
  Connection& c = table_.At(slot);
  const bool younger =
      owner.age.count() != 0 && timeline_.Age(c.since, now) > owner.age + kStartSlack;
  if (younger) c.since = claim->second;
  claims_.erase(claim);
}

}  // namespace sockwatch
