// Resolver: how many descriptors processes have open.
#include <utility>

#include "attribution/fd_count.h"
#include "attribution/resolver.h"

namespace sockwatch {

namespace {

// A tenth of a millisecond where the kernel counts; a listing has rests of its own.
constexpr int kProcessesPerPause = 16;

}  // namespace

bool Resolver::CountAll() {
  counting_since_ = time_.cpu();
  while (!to_count_.Empty()) {
    for (int i = 0; i < kProcessesPerPause && !to_count_.Empty(); ++i) {
      if (!CountOne(to_count_.Take())) return false;
    }
    if (!PauseCounting()) return false;
  }
  return true;
}

// Name and limit come first: during a listing a walk may forget what is known of the process.
bool Resolver::CountOne(std::uint32_t pid) {
  OpenProcess process;
  if (processes_.Open(pid, process) != ProcStatus::kOk) return true;
  const auto identity = processes_.Identify(process, now_);
  if (!identity) return true;
  const auto limit = processes_.MaxOpenFiles(process, now_);
  const ProcessKey key = process.known->key;
  bool stopped = false;
  const auto open = CountFds(proc_, process.dir, counted_entries_, [&] {
    stopped = !PauseCounting();
    mark_.Enter(key);
    return !stopped;
  });
  if (open) reply_.Counted({pid, identity->name, identity->unit, *open, limit});
  return !stopped;
}

bool Resolver::PauseCounting() {
  counting_cpu_ += time_.cpu() - counting_since_;
  if (!AnswerQueries()) return false;
  counting_budget_.Update(now_, counting_cpu_);
  const bool used_up = counting_budget_.Empty();
  while (used_up && counting_budget_.UntilPortion() > std::chrono::nanoseconds(0)) {
    Flush();
    // Those that came in during a walk have not had theirs yet.
    if (QueriesDone()) port_.Sleep(counting_budget_.UntilPortion());
    if (!AnswerQueries()) return false;
    counting_budget_.Update(now_, counting_cpu_);
  }
  counting_since_ = time_.cpu();
  return true;
}

}  // namespace sockwatch
