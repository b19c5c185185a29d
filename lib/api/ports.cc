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

struct PairKey {
  IpAddress source{};
  IpAddress remote{};
  std::uint16_t port = 0;

  friend bool operator==(const PairKey&, const PairKey&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const PairKey& k) {
    return H::combine(std::move(state), k.source, k.remote, k.port);
  }
};

// Between two addresses and one port each socket has a local port of its own: sockets are ports.
struct PortUse {
  std::uint32_t held = 0;
  std::uint32_t time_wait = 0;

  [[nodiscard]] std::uint32_t Sum() const { return held + time_wait; }
};

class Ports final : public SocketRowsBase {
 public:
  explicit Ports(const RowsContext& context) : SocketRowsBase(context, kAll & ~kListen) {}

  [[nodiscard]] bool TakesRow(const SocketSample& row) const override {
    return Context().ephemeral.Contains(row.local_port) && SocketRowsBase::TakesRow(row);
  }

  void Add(const OwnedSocket& socket) override {
    const GroupLabels labels = LabelsOf(socket);
    if (!IsClient(socket, labels) || !TakesOwner(socket, labels)) return;
    const PairKey key{socket.row.local, socket.row.remote, socket.row.remote_port};
    if (uses_.size() >= kMostKeys && !uses_.contains(key)) {
      left_out_ = true;
      return;
    }
    PortUse& use = uses_[key];
    ++(socket.row.state == TcpState::kTimeWait ? use.time_wait : use.held);
  }

  Data Finish() override {
    std::vector<const Entry*> order;
    for (const Entry& entry : uses_) order.push_back(&entry);
    std::sort(order.begin(), order.end(), Before);
    Data data = CutRows(order, Limit(), [this](const Entry* entry) { return RowJson(*entry); });
    data.truncated |= left_out_;
    return WithNamespaces(std::move(data));
  }

 private:
  using Entry = absl::flat_hash_map<PairKey, PortUse>::value_type;

  // One that came after the last sample is a client if its other end looks like a server.
  [[nodiscard]] bool IsClient(const OwnedSocket& socket, const GroupLabels& labels) const {
    if (!labels.role.empty()) return labels.role == "client";
    return !Context().ephemeral.Contains(socket.row.remote_port);
  }

  static bool Before(const Entry* a, const Entry* b) {
    const auto key = [](const PairKey& k) {
      return std::tie(k.source.bytes, k.remote.bytes, k.port);
    };
    if (a->second.Sum() != b->second.Sum()) return a->second.Sum() > b->second.Sum();
    return key(a->first) < key(b->first);
  }

  [[nodiscard]] Json RowJson(const Entry& entry) const {
    const auto& [key, use] = entry;
    const std::uint32_t limit = Context().ephemeral.Count();
    return {{"netns", kDumpedNetns},
            {"source", AddressText(key.source)},
            {"destination", EndpointText(key.remote, key.port)},
            {"held", use.held},
            {"time_wait", use.time_wait},
            {"limit", limit},
            {"used_ratio", double{1} * use.Sum() / std::max(limit, 1U)}};
  }

  bool left_out_ = false;
  absl::flat_hash_map<PairKey, PortUse> uses_;
};

}  // namespace

std::unique_ptr<SocketRows> MakePorts(const RowsContext& context) {
  return std::make_unique<Ports>(context);
}

}  // namespace sockwatch::api
