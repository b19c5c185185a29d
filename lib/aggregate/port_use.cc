#include "aggregate/port_use.h"

#include <algorithm>
#include <utility>

#include "sample/ip_text.h"

namespace sockwatch {
namespace {

constexpr const char* kAllDestinations = "all";

// Keeps the `most` ids that use most ports, the fullest first; of equals the older ones, so that it
// is the same ones tick by tick.
template <typename Used>
void KeepFullest(std::vector<std::uint32_t>& ids, std::size_t most, Used used) {
  const auto kept = static_cast<std::ptrdiff_t>(std::min(most, ids.size()));
  std::partial_sort(ids.begin(), ids.begin() + kept, ids.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      return std::pair(used(b), a) < std::pair(used(a), b);
                    });
  ids.resize(static_cast<std::size_t>(kept));
}

}  // namespace

void PortUse::Clear() {
  for (const PeerId id : added_) of_peers_[id] = {};
  added_.clear();
  of_peers_.resize(peers_.Ids());
  of_sources_.clear();
  of_sources_.resize(peers_.SourceIds());
}

void PortUse::Add(const Connection& c) {
  Count& count = of_peers_[c.peer];
  if (count.Used() == 0) added_.push_back(c.peer);
  const bool time_wait = c.State() == TcpState::kTimeWait;
  ++(time_wait ? count.time_wait : count.held);
  const SourceId source = peers_.SourceOf(c.peer);
  if (source == kNoId) return;
  auto& ports = of_sources_[source];
  if (!ports) ports = std::make_unique<Ports>();
  (time_wait ? ports->time_wait : ports->held).set(c.local_port);
}

std::vector<PortUseRow> PortUse::Fullest(std::size_t most) const {
  std::vector<PeerId> peers = added_;
  KeepFullest(peers, most, [this](PeerId id) { return of_peers_[id].Used(); });
  std::vector<SourceId> sources;
  for (SourceId id = 0; id < of_sources_.size(); ++id) {
    if (of_sources_[id]) sources.push_back(id);
  }
  KeepFullest(sources, most, [this](SourceId id) { return of_sources_[id]->Used(); });
  std::vector<PortUseRow> rows;
  rows.reserve(peers.size() + sources.size());
  for (const PeerId id : peers) rows.push_back(RowOf(id));
  for (const SourceId id : sources) rows.push_back(RowOfSource(id));
  return rows;
}

PortUseRow PortUse::RowOf(PeerId id) const {
  const Peers::Key& key = peers_.KeyOf(id);
  return {.source = AddressText(key.source),
          .destination = EndpointText(key.remote, key.port),
          .held = of_peers_[id].held,
          .time_wait = of_peers_[id].time_wait};
}

// A port that some socket holds and that is in TIME_WAIT towards elsewhere is held.
PortUseRow PortUse::RowOfSource(SourceId id) const {
  const Ports& ports = *of_sources_[id];
  return {.source = AddressText(peers_.AddressOf(id)),
          .destination = kAllDestinations,
          .held = static_cast<std::uint32_t>(ports.held.count()),
          .time_wait = static_cast<std::uint32_t>((ports.time_wait & ~ports.held).count())};
}

}  // namespace sockwatch
