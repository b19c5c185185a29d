#include "aggregate/close_wait_detail.h"

#include <algorithm>
#include <utility>

#include "sample/ip_text.h"

namespace sockwatch {
namespace {

constexpr const char* kOtherRemotes = "other";

std::string RemoteText(const Peers::Key& key) {
  return key.port == 0 ? AddressText(key.remote) : EndpointText(key.remote, key.port);
}

}  // namespace

CloseWaitCause CauseOf(const SocketSample& row) {
  if (row.inode == 0) return CloseWaitCause::kUnaccepted;
  return row.receive_queue > 0 ? CloseWaitCause::kUnread : CloseWaitCause::kHeld;
}

void CloseWaitDetail::Clear() {
  causes_ = {};
  older_.clear();
  remotes_.clear();
  ages_.Clear();
}

void CloseWaitDetail::Add(const CloseWaitSocket& socket, std::chrono::milliseconds age,
                          const Ages& ages) {
  ++causes_.at(static_cast<std::size_t>(socket.cause));
  older_.resize(ages.size());
  for (std::size_t i = 0; i < ages.size() && age >= ages[i].age; ++i) ++older_[i];
  const bool named = !ages.empty() && age >= ages.front().age;
  ++remotes_[named ? socket.peer : kNoId];
  ages_.Add(age);
}

void CloseWaitDetail::AddUnknown(CloseWaitCause cause, std::uint32_t sockets) {
  causes_.at(static_cast<std::size_t>(cause)) += sockets;
  remotes_[kNoId] += sockets;
}

void CloseWaitDetail::Merge(const CloseWaitDetail& other) {
  for (std::size_t i = 0; i < causes_.size(); ++i) causes_.at(i) += other.causes_.at(i);
  older_.resize(std::max(older_.size(), other.older_.size()));
  for (std::size_t i = 0; i < other.older_.size(); ++i) older_[i] += other.older_[i];
  for (const auto& [peer, sockets] : other.remotes_) remotes_[peer] += sockets;
  ages_.Merge(other.ages_);
  if (!other.verdict_.leaking) return;
  const bool first = !verdict_.leaking || other.verdict_.start < verdict_.start;
  if (first) verdict_ = other.verdict_;
}

void CloseWaitDetail::Judge(MonoTime now, std::uint32_t close_wait, std::uint32_t established) {
  verdict_ = detector_.Look({now, ages_, close_wait, established});
}

CloseWaitRow CloseWaitDetail::Row(const Peers& peers, std::size_t remotes, MonoTime at,
                                  WallTime wall) const {
  const auto wall_of = [&](MonoTime time) {
    return std::chrono::round<std::chrono::milliseconds>(wall - (at - time));
  };
  CloseWaitRow row{.shown = true, .older = older_, .causes = causes_};
  row.remotes = Remotes(peers, remotes);
  const bool any_known = ages_.NextFrom(std::chrono::seconds(0)).has_value();
  if (any_known) row.oldest = wall_of(at - ages_.Oldest());
  row.leaking = verdict_.leaking;
  if (row.leaking) row.leak_start = wall_of(verdict_.start);
  return row;
}

// The largest first; of equals the older peers, so that it is the same ones tick by tick.
std::vector<RemoteCount> CloseWaitDetail::Remotes(const Peers& peers, std::size_t most) const {
  std::vector<std::pair<PeerId, std::uint32_t>> named(remotes_.begin(), remotes_.end());
  std::uint32_t rest = 0;
  for (const auto& [peer, sockets] : named) rest += sockets;
  std::erase_if(named, [](const auto& remote) { return remote.first == kNoId; });
  const std::size_t kept = std::min(most, named.size());
  std::partial_sort(named.begin(), named.begin() + static_cast<std::ptrdiff_t>(kept), named.end(),
                    [](const auto& a, const auto& b) {
                      return std::pair(b.second, a.first) < std::pair(a.second, b.first);
                    });
  std::vector<RemoteCount> counts;
  for (std::size_t i = 0; i < kept; ++i) {
    counts.push_back({RemoteText(peers.KeyOf(named[i].first)), named[i].second});
    rest -= named[i].second;
  }
  if (most > 0 && rest > 0) counts.push_back({kOtherRemotes, rest});
  return counts;
}

}  // namespace sockwatch
