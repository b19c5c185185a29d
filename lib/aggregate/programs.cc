#include "aggregate/programs.h"

#include <algorithm>

namespace sockwatch {
namespace {

// Whether `a` is nearer to running out than `b`; without a limit none is.
bool Nearer(const FdRow& a, const FdRow& b) {
  const auto share = [](const FdRow& row) {
    const auto limit = row.limit ? static_cast<double>(std::max<std::uint64_t>(*row.limit, 1)) : 0;
    return std::pair(limit > 0 ? static_cast<double>(row.open) / limit : 0, row.open);
  };
  return share(a) > share(b);
}

}  // namespace

ProgramId Programs::Join(const ProcessName& name) {
  const auto [found, is_new] = ids_.try_emplace({name.unit, name.process}, next_);
  if (is_new) programs_[next_++].name = name;
  ++programs_.at(found->second).groups;
  return found->second;
}

void Programs::Leave(ProgramId id) {
  const auto found = programs_.find(id);
  if (--found->second.groups > 0) return;
  ids_.erase({found->second.name.unit, found->second.name.process});
  programs_.erase(found);
}

void Programs::ObserveCloseWait(ProgramId id, std::chrono::duration<double> duration) {
  Program& program = programs_.at(id);
  program.met_close_wait = true;
  const auto& bounds = CloseWaitDurations::kBounds;
  const auto* const bound = std::lower_bound(bounds.begin(), bounds.end(), duration.count());
  ++program.durations.buckets.at(static_cast<std::size_t>(bound - bounds.begin()));
  program.durations.sum += duration.count();
}

void Programs::BeginCount(NetnsId netns) {
  counting_ = &processes_[netns];
  counting_->clear();
}

void Programs::DropNetns(NetnsId netns) {
  processes_.erase(netns);
  counting_ = nullptr;
}

void Programs::CountSocket(std::uint32_t pid, ProgramId program, bool close_wait) {
  Process& process = counting_->try_emplace(pid, Process{.program = program}).first->second;
  if (close_wait) ++process.close_wait;
}

// A process may hold sockets of several namespaces.
Programs::Processes Programs::Everywhere() const {
  Processes all;
  for (const auto& [netns, processes] : processes_) {
    for (const auto& [pid, process] : processes) {
      all.try_emplace(pid, Process{.program = process.program}).first->second.close_wait +=
          process.close_wait;
    }
  }
  return all;
}

std::vector<std::uint32_t> Programs::Pids() const {
  const Processes all = Everywhere();
  std::vector<std::uint32_t> pids;
  pids.reserve(all.size());
  for (const auto& [pid, process] : all) pids.push_back(pid);
  return pids;
}

void Programs::TakeFds(std::vector<FdUse> uses) {
  for (FdUse& use : uses) fds_.insert_or_assign(use.pid, std::move(use));
  const Processes all = Everywhere();
  absl::erase_if(fds_, [&](const auto& use) { return !all.contains(use.first); });
}

// By name, since the pid may have been given out again between the dump and the count.
std::optional<FdRow> Programs::FdsOf(std::uint32_t pid, const Process& process) const {
  const auto use = fds_.find(pid);
  const auto program = programs_.find(process.program);
  if (use == fds_.end() || program == programs_.end()) return std::nullopt;
  const ProcessName& name = program->second.name;
  if (use->second.process != name.process || use->second.unit != name.unit) return std::nullopt;
  return FdRow{use->second.open, use->second.limit, process.close_wait};
}

void Programs::Settle() {
  for (auto& [id, program] : programs_) {
    program.processes = 0;
    program.fds.reset();
  }
  for (const auto& [pid, process] : Everywhere()) {
    const auto found = programs_.find(process.program);
    if (found == programs_.end()) continue;
    ++found->second.processes;
    const auto fds = FdsOf(pid, process);
    if (fds && (!found->second.fds || Nearer(*fds, *found->second.fds))) found->second.fds = fds;
  }
}

ProgramRow Programs::Row(ProgramId id) const {
  const Program& program = programs_.at(id);
  ProgramRow row{.unit = program.name.unit,
                 .process = program.name.process,
                 .processes = program.processes,
                 .fds = program.fds};
  if (program.met_close_wait) row.durations = program.durations;
  return row;
}

}  // namespace sockwatch
