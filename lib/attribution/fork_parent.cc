#include "attribution/fork_parent.h"

namespace sockwatch {

bool ForkParent::OpenOnce(MonoTime now) {
  if (opened_) return identity_ != nullptr;
  opened_ = true;
  const KnownProcess& child = *child_->known;
  if (child.ppid <= 1 || processes_->Find(child.ppid) == nullptr) return false;
  if (processes_->Open(child.ppid, parent_) != ProcStatus::kOk) return false;
  if (parent_.known->key.start_time > child.key.start_time) return false;
  identity_ = processes_->Identify(parent_, now);
  return identity_ != nullptr;
}

std::optional<Holder> ForkParent::Holding(std::uint32_t inode, std::int32_t fd,
                                          const std::string& child_name, MonoTime now) {
  const bool ask = OpenOnce(now) && identity_->name != child_name;
  if (ask) processes_->Resume(parent_);
  const bool holds = ask && parent_.dir.SocketAt(fd) == inode;
  processes_->Resume(*child_);
  if (!holds) return std::nullopt;
  return Holder{parent_.known->key, fd, identity_};
}

}  // namespace sockwatch
