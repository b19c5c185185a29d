#include "tool/row_documents.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "procnet/ephemeral_ports.h"
#include "sample/ip_text.h"

namespace sockwatch::tool {
namespace {

constexpr std::string_view kUnattributed = "unattributed";

std::string_view KnownName(Certainty known) {
  if (known == Certainty::kConfirmed) return "confirmed";
  return known == Certainty::kProvisional ? "provisional" : kUnattributed;
}

const FoundOwner* OwnerOf(const SocketRows& rows, const SocketRow& row) {
  return row.owner < 0 ? nullptr : &rows.owners[static_cast<std::size_t>(row.owner)];
}

void PutOwner(const FoundOwner* owner, Json& json) {
  json["unit"] = owner == nullptr ? "" : owner->identity->unit;
  json["process"] = owner == nullptr ? kUnattributed : owner->identity->name;
  json["pid"] = owner == nullptr ? Json() : Json(owner->pid);
}

Json SocketJson(const SocketRows& rows, const SocketRow& row, double now) {
  const SocketSample& socket = row.socket;
  Json json = {{"netns", kOwnNetns},
               {"family", FamilyName(socket.family)},
               {"state", TcpStateName(socket.state)},
               {"local_address", AddressText(socket.local)},
               {"local_port", socket.local_port},
               {"remote_address", AddressText(socket.remote)},
               {"remote_port", socket.remote_port},
               {"receive_queue", socket.receive_queue},
               {"send_queue", socket.send_queue},
               {"inode", socket.inode},
               {"cookie", socket.cookie}};
  PutOwner(OwnerOf(rows, row), json);
  json["role"] = row.Role();
  json["port"] = std::to_string(row.Port());
  const auto age = row.Age();
  const double seconds = age ? std::chrono::duration<double>(*age).count() : 0;
  json["since_at"] = age ? Json(now - seconds) : Json();
  json["age_seconds"] = age ? Json(seconds) : Json();
  json["known"] = KnownName(row.known);
  json["reason"] = row.known == Certainty::kUnattributed
                       ? Json(UnattributedReasonName(row.reason))
                       : Json();
  return json;
}

Json StatesJson(const StateCounts& counts) {
  Json states = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) states[std::string(TcpStateName(StateAt(i)))] = counts[i];
  }
  return states;
}

bool IsListener(const SocketRow& row) { return row.socket.state == TcpState::kListen; }

// Of a client the service it talks to; a peer's own ephemeral port says nothing.
struct PeerKey {
  IpAddress remote{};
  std::uint16_t remote_port = 0;
  std::int32_t owner = SocketRow::kNoOwner;
  bool server = false;
  std::uint16_t port = 0;

  friend bool operator==(const PeerKey&, const PeerKey&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const PeerKey& k) {
    return H::combine(std::move(state), k.remote, k.remote_port, k.owner, k.server, k.port);
  }
};

struct PeerCount {
  StateCounts states{};
  std::uint32_t sockets = 0;
};

PeerKey KeyOf(const SocketRow& row, bool by_process) {
  PeerKey key{.owner = row.owner, .server = row.server, .port = row.Port()};
  if (by_process) return key;
  key.remote = row.socket.remote;
  key.remote_port = row.server ? std::uint16_t{0} : row.socket.remote_port;
  return key;
}

Json PeerJson(const SocketRows& rows, const PeerKey& key, const PeerCount& count, bool by_process) {
  Json json = {{"netns", kOwnNetns},
               {"remote_address", by_process ? Json() : Json(AddressText(key.remote))},
               {"remote_port", key.remote_port == 0 ? Json() : Json(key.remote_port)}};
  const SocketRow row{.server = key.server, .owner = key.owner};
  PutOwner(OwnerOf(rows, row), json);
  json.erase("pid");
  json["role"] = row.Role();
  json["port"] = std::to_string(key.port);
  json["states"] = StatesJson(count.states);
  json["sockets"] = count.sockets;
  return json;
}

// The fullest come first; `by` breaks ties, so that the order is the same each time.
template <typename Map, typename Size>
auto Fullest(const Map& map, const Size& size) {
  std::vector<typename Map::const_pointer> order;
  for (const auto& entry : map) order.push_back(&entry);
  std::stable_sort(order.begin(), order.end(),
                   [&](const auto* a, const auto* b) { return size(a->second) > size(b->second); });
  return order;
}

}  // namespace

RowsDocument SocketsData(const SocketRows& rows, const Filters& filters, double now) {
  RowsDocument document{.total = rows.rows.size()};
  for (const SocketRow& row : rows.rows) {
    if (document.data.size() >= filters.limit) break;
    document.data.push_back(SocketJson(rows, row, now));
  }
  return document;
}

RowsDocument ListenersData(const SocketRows& rows, const Filters& filters) {
  absl::flat_hash_map<std::uint16_t, std::uint32_t> connections;
  for (const SocketRow& row : rows.rows) {
    if (!IsListener(row) && row.server) ++connections[row.socket.local_port];
  }
  RowsDocument document;
  for (const SocketRow& row : rows.rows) {
    if (!IsListener(row) || ++document.total > filters.limit) continue;
    const SocketSample& socket = row.socket;
    Json json = {{"netns", kOwnNetns},
                 {"family", FamilyName(socket.family)},
                 {"address", AddressText(socket.local)},
                 {"port", socket.local_port}};
    PutOwner(OwnerOf(rows, row), json);
    json["accept_queue"] = socket.receive_queue;
    json["accept_queue_limit"] = socket.send_queue;
    json["connections"] = connections[socket.local_port];
    document.data.push_back(std::move(json));
  }
  return document;
}

RowsDocument PeersData(const SocketRows& rows, const Filters& filters) {
  const bool by_process = filters.by == "process";
  absl::flat_hash_map<PeerKey, PeerCount> peers;
  for (const SocketRow& row : rows.rows) {
    if (IsListener(row)) continue;
    PeerCount& count = peers[KeyOf(row, by_process)];
    ++count.states.at(Index(row.socket.state));
    ++count.sockets;
  }
  RowsDocument document{.total = peers.size()};
  for (const auto* peer : Fullest(peers, [](const PeerCount& count) { return count.sockets; })) {
    if (document.data.size() >= filters.limit) break;
    document.data.push_back(PeerJson(rows, peer->first, peer->second, by_process));
  }
  return document;
}

RowsDocument PortsData(const SocketRows& rows, const Filters& filters,
                       const std::string& proc_root) {
  const EphemeralPorts ephemeral = ReadEphemeralPorts(proc_root);
  struct Use {
    std::uint32_t held = 0;
    std::uint32_t time_wait = 0;
  };
  absl::flat_hash_map<std::tuple<IpAddress, IpAddress, std::uint16_t>, Use> uses;
  for (const SocketRow& row : rows.rows) {
    if (row.server || IsListener(row) || !ephemeral.Contains(row.socket.local_port)) continue;
    Use& use = uses[{row.socket.local, row.socket.remote, row.socket.remote_port}];
    ++(row.socket.state == TcpState::kTimeWait ? use.time_wait : use.held);
  }
  RowsDocument document{.total = uses.size()};
  for (const auto* use : Fullest(uses, [](const Use& u) { return u.held + u.time_wait; })) {
    if (document.data.size() >= filters.limit) break;
    const auto& [source, remote, port] = use->first;
    const auto used = static_cast<double>(use->second.held + use->second.time_wait);
    document.data.push_back({{"netns", kOwnNetns},
                             {"source", AddressText(source)},
                             {"destination", EndpointText(remote, port)},
                             {"held", use->second.held},
                             {"time_wait", use->second.time_wait},
                             {"limit", ephemeral.Count()},
                             {"used_ratio", used / std::max(1U, ephemeral.Count())}});
  }
  return document;
}

}  // namespace sockwatch::tool
