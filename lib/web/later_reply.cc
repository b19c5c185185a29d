#include "web/later_reply.h"

#include <utility>

namespace sockwatch {

void LaterReply::Give(HttpReply reply) {
  const std::scoped_lock lock(mutex_);
  if (std::exchange(given_, true)) return;
  reply_ = std::move(reply);
  // Under the lock: whoever drops or takes the reply waits until the connection is resumed.
  if (const auto resume = std::exchange(resume_, nullptr)) resume();
}

bool LaterReply::Await(const std::function<void()>& suspend, std::function<void()> resume) {
  const std::scoped_lock lock(mutex_);
  if (given_) return false;
  suspend();
  resume_ = std::move(resume);
  return true;
}

std::optional<HttpReply> LaterReply::Take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(reply_, std::nullopt);
}

void LaterReply::Drop() {
  const std::scoped_lock lock(mutex_);
  given_ = true;
  reply_.reset();
  resume_ = nullptr;
}

bool LaterReplies::Add(const std::shared_ptr<LaterReply>& reply) {
  const std::scoped_lock lock(mutex_);
  if (stopped_) return false;
  replies_.insert(reply);
  return true;
}

void LaterReplies::Remove(const std::shared_ptr<LaterReply>& reply) {
  const std::scoped_lock lock(mutex_);
  replies_.erase(reply);
}

// A reply that was added and is not awaited yet is given its answer first: then nothing is
// suspended for it.
void LaterReplies::StopAll() {
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  for (const auto& reply : replies_) reply->Give(StoppingReply());
}

}  // namespace sockwatch
