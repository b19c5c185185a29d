#include "attribution/resolver.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace sockwatch {

namespace {

constexpr std::chrono::hours kUntilMail{1};

template <typename T>
void AppendAll(std::vector<T>& to, std::vector<T> from) {
  if (to.empty()) {
    to = std::move(from);
  } else {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  }
}

}  // namespace

Resolver::Resolver(ResolverSetup setup, ResolverPort& port, ReadMark& mark)
    : port_(port),
      mark_(mark),
      time_(std::move(setup.time)),
      budget_(setup.cpu_budget, time_.now(), time_.cpu()),
      proc_(setup.proc_root, std::move(setup.stats)),
      processes_(proc_, mark, std::move(setup.rules), std::move(setup.quarantine)),
      cgroups_(proc_),
      counting_budget_(setup.cpu_budget * kCountingShare, time_.now(), counting_cpu_) {}

void Resolver::Serve() {
  while (RunOnce()) {
    if (QueriesDone()) port_.Sleep(kUntilMail);
  }
}

bool Resolver::RunOnce() {
  if (!AnswerQueries()) return false;
  if (!to_count_.Empty() && !CountAll()) return false;
  Flush();
  return true;
}

bool Resolver::AnswerQueries() {
  if (!Checkpoint()) return false;
  while (HasMail()) {
    if (!Checkpoint()) return false;
  }
  if (!waiting_.Empty() && !Walk()) return false;
  if (reply_.HasAnswers()) Flush();
  return true;
}

bool Resolver::Collect() {
  ResolverMail mail = port_.Collect();
  if (mail.rules) processes_.SetRules(std::move(mail.rules));
  if (mail.cpu_budget) {
    budget_.SetShare(*mail.cpu_budget);
    counting_budget_.SetShare(*mail.cpu_budget * kCountingShare);
  }
  if (!mail.request.fds_of.empty()) to_count_.Replace(mail.request.fds_of);
  AppendAll(incoming_.queries, std::move(mail.request.queries));
  AppendAll(incoming_.freed, std::move(mail.request.freed));
  return !mail.stop;
}

void Resolver::UpdateBudget() {
  now_ = time_.now();
  budget_.Update(now_, time_.cpu());
}

bool Resolver::Rest() {
  if (!Collect()) return false;
  UpdateBudget();
  if (!budget_.Empty()) return true;
  Flush();
  while (budget_.UntilPortion() > std::chrono::nanoseconds(0)) {
    port_.Sleep(budget_.UntilPortion());
    if (!Collect()) return false;
    UpdateBudget();
  }
  return true;
}

bool Resolver::Checkpoint() { return Rest() && Admit(); }

// Nothing is being read while answers go out, nor after it until the next read begins.
void Resolver::Flush() {
  mark_.Leave();
  const std::size_t open = incoming_.queries.size() + waiting_.Size() + walking_.Size();
  proc_.Stats().attribution_queue.Set(static_cast<double>(open));
  if (!reply_.Empty()) port_.Send(reply_.Take(time_.since_boot()));
}

void Resolver::Settle(Batch& batch, std::uint32_t inode, const Holder& holder, bool names_agree) {
  for (const OwnerQuery& query : batch.Take(inode)) reply_.Found(query, holder, names_agree);
}

void Resolver::Hit(Batch& batch, const OpenProcess& process, ForkParent* parent,
                   std::uint32_t inode, std::int32_t fd) {
  const auto identity = processes_.Identify(process, now_);
  if (!identity) return;
  const Holder holder{process.known->key, fd, identity};
  const auto forebear =
      parent != nullptr ? parent->Holding(inode, fd, identity->name, now_) : std::nullopt;
  if (!batch.WantsAllHolders(inode)) {
    return Settle(batch, inode, forebear ? *forebear : holder, true);
  }
  batch.Note(inode, holder);
  if (forebear) batch.Note(inode, *forebear);
}

// Listeners wait until here even if a holder is known: others may be met within the phase.
void Resolver::EndPhase() {
  const auto noted = walking_.Noted();
  for (const auto& [inode, holders] : noted) {
    Settle(walking_, inode, holders.owner, holders.names_agree);
  }
  Flush();
}

void Resolver::GiveUp() {
  mark_.Enter({});
  const OwnerOutcome outcome = blind_ ? OwnerOutcome::kPermission : OwnerOutcome::kNoProcess;
  std::vector<std::uint32_t> inodes;
  walking_.ForEachOpen([&](const OwnerQuery& query) { inodes.push_back(query.inode); });
  for (const std::uint32_t inode : inodes) {
    for (const OwnerQuery& query : walking_.Take(inode)) {
      reply_.NotFound(query, outcome, cgroups_.Unit(query.cgroup_id));
    }
  }
}

}  // namespace sockwatch
