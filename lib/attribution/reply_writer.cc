#include "attribution/reply_writer.h"

#include <iterator>

#include "attribution/process_age.h"

namespace sockwatch {

std::uint32_t ReplyWriter::IndexOf(const Holder& holder) {
  const auto next = static_cast<std::uint32_t>(reply_.owners.size());
  const auto [owner, is_new] =
      owners_.try_emplace({holder.process.pid, holder.process.start_time}, next);
  if (is_new) {
    reply_.owners.push_back({holder.process.pid,
                             holder.process.start_time,
                             holder.identity->name,
                             holder.identity->unit,
                             {}});
  }
  return owner->second;
}

void ReplyWriter::Found(const OwnerQuery& query, const Holder& holder, bool names_agree) {
  OwnerAnswer answer;
  answer.cookie = query.cookie;
  answer.inode = query.inode;
  answer.outcome = OwnerOutcome::kFound;
  answer.owner = IndexOf(holder);
  answer.fd = holder.fd;
  answer.names_agree = names_agree;
  reply_.answers.push_back(std::move(answer));
}

void ReplyWriter::NotFound(const OwnerQuery& query, OwnerOutcome outcome,
                           std::string creator_unit) {
  OwnerAnswer answer;
  answer.cookie = query.cookie;
  answer.inode = query.inode;
  answer.outcome = outcome;
  answer.creator_unit = std::move(creator_unit);
  reply_.answers.push_back(std::move(answer));
}

OwnerReply ReplyWriter::Take(std::chrono::nanoseconds since_boot) {
  owners_.clear();
  for (Owner& owner : reply_.owners) owner.age = AgeAt(since_boot, owner.start_time);
  return std::exchange(reply_, {});
}

void Append(OwnerReply& reply, OwnerReply more) {
  const auto offset = static_cast<std::uint32_t>(reply.owners.size());
  for (OwnerAnswer& answer : more.answers) answer.owner += offset;
  std::move(more.owners.begin(), more.owners.end(), std::back_inserter(reply.owners));
  std::move(more.answers.begin(), more.answers.end(), std::back_inserter(reply.answers));
  std::move(more.fd_uses.begin(), more.fd_uses.end(), std::back_inserter(reply.fd_uses));
}

}  // namespace sockwatch
