#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "api/rows.h"
#include "api/socket_rows_base.h"

namespace sockwatch::api {
namespace {

// A server's clients are told apart by address alone: their ports mean nothing.
struct PeerKey {
  GroupLabels labels{};
  IpAddress remote{};
  std::uint16_t remote_port = 0;

  friend bool operator==(const PeerKey&, const PeerKey&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const PeerKey& k) {
    return H::combine(std::move(state), k.labels, k.remote, k.remote_port);
  }
};

struct PeerCount {
  StateCounts states{};
  std::uint32_t sockets = 0;
};

class Peers final : public SocketRowsBase {
 public:
  explicit Peers(const RowsContext& context)
      : SocketRowsBase(context, kAll & ~kListen), by_process_(context.query.by == "process") {}

  void Add(const OwnedSocket& socket) override {
    PeerKey key{.labels = LabelsOf(socket)};
    if (!TakesOwner(socket, key.labels)) return;
    if (!by_process_) {
      key.remote = socket.row.remote;
      if (key.labels.role == "client") key.remote_port = socket.row.remote_port;
    }
    if (counts_.size() >= kMostKeys && !counts_.contains(key)) {
      left_out_ = true;
      return;
    }
    PeerCount& count = counts_[std::move(key)];
    ++count.states.at(Index(socket.row.state));
    ++count.sockets;
  }

  Data Finish() override {
    std::vector<const Entry*> order;
    for (const Entry& entry : counts_) order.push_back(&entry);
    std::sort(order.begin(), order.end(), Before);
    Data data = CutRows(order, Limit(), [this](const Entry* entry) { return RowJson(*entry); });
    data.truncated |= left_out_;
    return WithNamespaces(std::move(data));
  }

 private:
  using Entry = absl::flat_hash_map<PeerKey, PeerCount>::value_type;

  static bool Before(const Entry* a, const Entry* b) {
    const auto key = [](const PeerKey& k) {
      const GroupLabels& l = k.labels;
      return std::tie(k.remote.bytes, k.remote_port, l.process, l.unit, l.role, l.port);
    };
    if (a->second.sockets != b->second.sockets) return a->second.sockets > b->second.sockets;
    return key(a->first) < key(b->first);
  }

  [[nodiscard]] Json RowJson(const Entry& entry) const {
    const PeerKey& key = entry.first;
    Json json = GroupJson(key.labels);
    json["remote_address"] = by_process_ ? Json() : Json(AddressText(key.remote));
    json["remote_port"] = key.remote_port == 0 ? Json() : Json(key.remote_port);
    json["states"] = NonZeroStatesJson(entry.second.states);
    json["sockets"] = entry.second.sockets;
    return json;
  }

  bool by_process_;
  bool left_out_ = false;
  absl::flat_hash_map<PeerKey, PeerCount> counts_;
};

}  // namespace

std::unique_ptr<SocketRows> MakePeers(const RowsContext& context) {
  return std::make_unique<Peers>(context);
}

}  // namespace sockwatch::api
