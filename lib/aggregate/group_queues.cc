#include "aggregate/group_queues.h"

#include <algorithm>

namespace sockwatch {

bool GroupQueues::Listener::FullerThan(const Listener& other) const {
  const auto mine = std::uint64_t{length} * std::max(other.limit, 1U);
  const auto its = std::uint64_t{other.length} * std::max(limit, 1U);
  return mine != its ? mine > its : limit < other.limit;
}

void GroupQueues::Take(const Listener& listener, Tick& tick) {
  if (!tick.fullest.there || listener.FullerThan(tick.fullest)) tick.fullest = listener;
}

void GroupQueues::Add(const SocketSample& row) {
  if (row.state == TcpState::kListen) {
    Take({.there = true, .length = row.receive_queue, .limit = row.send_queue}, next_);
  } else {
    AddBytes(row.receive_queue, row.send_queue);
  }
}

void GroupQueues::AddBytes(std::uint64_t receive, std::uint64_t send) {
  next_.receive += receive;
  next_.send += send;
}

void GroupQueues::Close(MonoTime now) {
  last_ = next_;
  if (last_.receive + last_.send > 0) bytes_at_ = now;
  if (last_.fullest.length > 0) queue_at_ = now;
  peak_.Add(now, last_.fullest.length);
}

void GroupQueues::Merge(const GroupQueues& other) {
  last_.receive += other.last_.receive;
  last_.send += other.last_.send;
  bytes_at_ = std::max(bytes_at_, other.bytes_at_);
  if (other.last_.fullest.there) Take(other.last_.fullest, last_);
}

QueueRow GroupQueues::Bytes(MonoTime now, std::chrono::nanoseconds zero_for) const {
  const bool shown = bytes_at_ != MonoTime{} && now - bytes_at_ <= zero_for;
  return {.shown = shown, .receive = last_.receive, .send = last_.send};
}

AcceptQueueRow GroupQueues::Accept(MonoTime now, std::chrono::nanoseconds zero_for) const {
  return {
      .shown = last_.fullest.there,
      .length = last_.fullest.length,
      .limit = last_.fullest.limit,
      .peak = std::max(peak_.Max(), last_.fullest.length),
      .peak_shown = queue_at_ != MonoTime{} && now - queue_at_ <= PeakWindow::kLength + zero_for};
}

}  // namespace sockwatch
