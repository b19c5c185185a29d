#include "web/connection_deadlines.h"

#include <algorithm>
#include <tuple>

namespace sockwatch {

ConnectionDeadlines::ConnectionDeadlines(const DeadlineLimits& limits) : limits_(limits) {
  open_.reserve(limits.max_connections);
}

MonoTime ConnectionDeadlines::Opened(int fd, MonoTime now) {
  const MonoTime deadline = now + limits_.header_timeout;
  open_.push_back({fd, Phase::kFirstHeader, now, deadline});
  return deadline;
}

MonoTime ConnectionDeadlines::RequestLineSeen(int fd, MonoTime now) {
  Connection* connection = Find(fd);
  if (connection == nullptr || connection->phase != Phase::kIdle) return kNever;
  connection->phase = Phase::kNextHeader;
  connection->deadline = std::min(connection->deadline, now + limits_.header_timeout);
  return connection->deadline;
}

MonoTime ConnectionDeadlines::HeaderComplete(int fd, MonoTime now) {
  Connection* connection = Find(fd);
  if (connection == nullptr || connection->phase == Phase::kCut) return kNever;
  *connection = {fd, Phase::kServing, now, kNever};
  return kNever;
}

MonoTime ConnectionDeadlines::ResponseSent(int fd, MonoTime now) {
  Connection* connection = Find(fd);
  if (connection == nullptr || connection->phase == Phase::kCut) return kNever;
  *connection = {fd, Phase::kIdle, now, now + limits_.keepalive_timeout};
  return connection->deadline;
}

void ConnectionDeadlines::Closed(int fd) {
  Connection* connection = Find(fd);
  if (connection == nullptr) return;
  if (connection->phase == Phase::kCut) --cut_count_;
  *connection = open_.back();
  open_.pop_back();
}

MonoTime ConnectionDeadlines::Next() const {
  MonoTime next = kNever;
  for (const Connection& connection : open_) next = std::min(next, connection.deadline);
  return next;
}

void ConnectionDeadlines::CutExpired(MonoTime now,
                                     const std::function<void(const ConnectionCut&)>& cut) {
  for (Connection& connection : open_) {
    if (connection.deadline > now) continue;
    const bool idle = connection.phase == Phase::kIdle;
    cut(Cut(connection, idle ? std::nullopt : std::optional(HttpRejection::kHeaderTimeout)));
  }
}

std::optional<ConnectionCut> ConnectionDeadlines::CutForRoom(int newest) {
  if (open_.size() - cut_count_ <= limits_.room) return std::nullopt;
  return CutOldest(newest);
}

std::optional<ConnectionCut> ConnectionDeadlines::CutOldest(int except) {
  Connection* oldest = nullptr;
  for (Connection& connection : open_) {
    if (connection.phase == Phase::kCut || connection.fd == except) continue;
    if (oldest == nullptr || GoesBefore(connection, *oldest)) oldest = &connection;
  }
  if (oldest == nullptr) return std::nullopt;
  return Cut(*oldest, HttpRejection::kConnectionLimit);
}

ConnectionDeadlines::Connection* ConnectionDeadlines::Find(int fd) {
  const auto found = std::find_if(open_.begin(), open_.end(),
                                  [fd](const Connection& open) { return open.fd == fd; });
  return found == open_.end() ? nullptr : &*found;
}

ConnectionCut ConnectionDeadlines::Cut(Connection& connection,
                                       std::optional<HttpRejection> rejected) {
  const bool serving = connection.phase == Phase::kServing;
  connection.phase = Phase::kCut;
  connection.deadline = kNever;
  ++cut_count_;
  return {connection.fd, serving, rejected};
}

bool ConnectionDeadlines::GoesBefore(const Connection& a, const Connection& b) {
  return std::tuple(a.phase == Phase::kServing, a.since) <
         std::tuple(b.phase == Phase::kServing, b.since);
}

}  // namespace sockwatch
