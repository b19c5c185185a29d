#include "attribution/fd_count.h"

#include <utility>

namespace sockwatch {

namespace {

std::optional<std::uint64_t> ListFds(ProcFs& proc, UniqueFd fds, DirBuffer& buffer,
                                     const std::function<bool()>& rest) {
  DirReader reader(std::move(fds), buffer);
  std::uint64_t count = 0;
  while (reader.NextNumber() != nullptr) {
    if (++count % kNamesPerRest == 0 && !rest()) return std::nullopt;
  }
  if (reader.OsError() == 0) return count;
  proc.Classify(reader.OsError());
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> CountFds(ProcFs& proc, const ProcessDir& process, DirBuffer& buffer,
                                      const std::function<bool()>& rest) {
  if (proc.CountsFds()) return process.FdCount();
  UniqueFd fds;
  if (process.OpenFds(fds) != ProcStatus::kOk) return std::nullopt;
  return ListFds(proc, std::move(fds), buffer, rest);
}

}  // namespace sockwatch
