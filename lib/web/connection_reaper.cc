#include "web/connection_reaper.h"

#include <sys/socket.h>

namespace sockwatch {
namespace {

MonoTime Now() { return std::chrono::steady_clock::now(); }

}  // namespace

void DropUnsentOnClose(int fd) {
  const linger drop{1, 0};
  static_cast<void>(::setsockopt(fd, SOL_SOCKET, SO_LINGER, &drop, sizeof drop));
}

ConnectionReaper::ConnectionReaper(const DeadlineLimits& limits, SelfStats& stats)
    : deadlines_(limits),
      stats_(stats),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

ConnectionReaper::~ConnectionReaper() = default;

void ConnectionReaper::Opened(int fd) {
  const std::scoped_lock lock(mutex_);
  WakeIfBefore(deadlines_.Opened(fd, Now()));
  if (const auto cut = deadlines_.CutForRoom(fd)) Shut(*cut);
}

void ConnectionReaper::RequestLineSeen(int fd) {
  const std::scoped_lock lock(mutex_);
  WakeIfBefore(deadlines_.RequestLineSeen(fd, Now()));
}

void ConnectionReaper::HeaderComplete(int fd) {
  const std::scoped_lock lock(mutex_);
  deadlines_.HeaderComplete(fd, Now());
}

void ConnectionReaper::ResponseSent(int fd) {
  const std::scoped_lock lock(mutex_);
  WakeIfBefore(deadlines_.ResponseSent(fd, Now()));
}

void ConnectionReaper::Closed(int fd) {
  const std::scoped_lock lock(mutex_);
  deadlines_.Closed(fd);
}

bool ConnectionReaper::CutOldest() {
  const std::scoped_lock lock(mutex_);
  const auto cut = deadlines_.CutOldest();
  if (cut) Shut(*cut);
  return cut.has_value();
}

void ConnectionReaper::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    deadlines_.CutExpired(Now(), [this](const ConnectionCut& cut) { Shut(cut); });
    wake_at_ = deadlines_.Next();
    Sleep(lock, stop);
  }
}

// Connections that end early are not told: waking up for nothing once is cheaper than each time.
void ConnectionReaper::Sleep(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  const MonoTime planned = wake_at_;
  const auto moved_up = [this, planned] { return wake_at_ < planned; };
  if (planned == ConnectionDeadlines::kNever) {
    earlier_.wait(lock, stop, moved_up);
  } else {
    earlier_.wait_until(lock, stop, planned, moved_up);
  }
}

void ConnectionReaper::WakeIfBefore(MonoTime deadline) {
  if (deadline >= wake_at_) return;
  wake_at_ = deadline;
  earlier_.notify_one();
}

void ConnectionReaper::Shut(const ConnectionCut& cut) {
  if (cut.rejected) stats_.CountRejection(*cut.rejected);
  if (cut.while_serving) DropUnsentOnClose(cut.fd);
  static_cast<void>(::shutdown(cut.fd, SHUT_RDWR));
}

}  // namespace sockwatch
