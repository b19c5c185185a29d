#include "attribution/resolver_channel.h"

#include <iterator>
#include <utility>

namespace sockwatch {

void ResolverChannel::Ask(OwnerRequest request) {
  {
    const std::scoped_lock lock(mutex_);
    auto& queries = mail_.request.queries;
    auto& freed = mail_.request.freed;
    if (queries.empty()) {
      queries = std::move(request.queries);
    } else {
      queries.insert(queries.end(), request.queries.begin(), request.queries.end());
    }
    freed.insert(freed.end(), request.freed.begin(), request.freed.end());
    if (freed.size() > kMaxFreed) {
      freed.erase(freed.begin(), freed.end() - static_cast<std::ptrdiff_t>(kMaxFreed));
    }
    if (!request.fds_of.empty()) mail_.request.fds_of = std::move(request.fds_of);
  }
  bell_.Ring();
}

void ResolverChannel::SetRules(std::shared_ptr<const NamingRules> rules, double cpu_budget) {
  {
    const std::scoped_lock lock(mutex_);
    mail_.rules = std::move(rules);
    mail_.cpu_budget = cpu_budget;
  }
  bell_.Ring();
}

std::optional<OwnerReply> ResolverChannel::TakeReply() {
  const std::scoped_lock lock(mutex_);
  if (reply_.answers.empty() && reply_.fd_uses.empty()) return std::nullopt;
  return std::exchange(reply_, {});
}

void ResolverChannel::Close() {
  {
    const std::scoped_lock lock(mutex_);
    mail_ = {};
    mail_.stop = true;
    on_reply_ = nullptr;
  }
  bell_.Ring();
}

bool ResolverChannel::Finished() const {
  const std::scoped_lock lock(mutex_);
  return finished_;
}

bool ResolverChannel::WaitFinished(std::chrono::nanoseconds at_most) {
  std::unique_lock lock(mutex_);
  return finish_.wait_until(lock, std::chrono::steady_clock::now() + at_most,
                            [this] { return finished_; });
}

ResolverMail ResolverChannel::Collect() {
  const std::scoped_lock lock(mutex_);
  const bool stop = mail_.stop;
  ResolverMail mail = std::exchange(mail_, {});
  mail_.stop = stop;
  return mail;
}

void ResolverChannel::Send(OwnerReply reply) {
  const std::scoped_lock lock(mutex_);
  if (mail_.stop) return;
  Append(reply_, std::move(reply));
  // Under the lock: after Close() has returned, whoever is rung may be gone.
  if (on_reply_) on_reply_();
}

void ResolverChannel::Finish() {
  // Notified under the lock: the waiter may drop the channel as soon as it sees the flag.
  const std::scoped_lock lock(mutex_);
  finished_ = true;
  finish_.notify_all();
}

}  // namespace sockwatch
