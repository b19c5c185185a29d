#include "attribution/fd_walk.h"

#include <optional>
#include <utility>

#include "attribution/proc_parse.h"

namespace sockwatch {

namespace {

ProcStatus VisitOne(ProcFs& proc, int directory, const char* name, FdVisitor& visitor) {
  std::optional<std::uint32_t> inode;
  const ProcStatus status = proc.SocketLinkAt(directory, name, inode);
  if (!inode) return status;
  if (const auto fd = ParseNumber(name)) {
    visitor.OnSocket(*inode, static_cast<std::int32_t>(*fd));
  }
  return ProcStatus::kOk;
}

}  // namespace

ProcStatus WalkFds(ProcFs& proc, const ProcessDir& process, DirBuffer& buffer, FdVisitor& visitor) {
  UniqueFd fds;
  const ProcStatus opened = process.OpenFds(fds);
  if (opened != ProcStatus::kOk) return opened;
  DirReader reader(std::move(fds), buffer);
  std::uint32_t since_rest = 0;
  while (const char* name = reader.NextNumber()) {
    const ProcStatus status = VisitOne(proc, reader.Fd(), name, visitor);
    // kGone is a descriptor closed meanwhile.
    if (status != ProcStatus::kOk && status != ProcStatus::kGone) return status;
    if (++since_rest < kFdsPerRest) continue;
    since_rest = 0;
    if (!visitor.Rest()) return ProcStatus::kOk;
  }
  return reader.OsError() == 0 ? ProcStatus::kOk : proc.Classify(reader.OsError());
}

}  // namespace sockwatch
