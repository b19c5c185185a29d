#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "api/rows.h"
#include "api/socket_rows_base.h"

namespace sockwatch::api {
namespace {

class Listeners final : public SocketRowsBase {
 public:
  explicit Listeners(const RowsContext& context) : SocketRowsBase(context, kListen) {}

  void Add(const OwnedSocket& socket) override {
    GroupLabels labels = LabelsOf(socket);
    // A listener's role and port are plain to see before anybody has met it.
    labels.role = "server";
    labels.port = std::to_string(socket.row.local_port);
    if (!TakesOwner(socket, labels)) return;
    if (listeners_.size() < kMostKeys) listeners_.push_back({socket, std::move(labels)});
    ++total_;
  }

  Data Finish() override {
    std::sort(listeners_.begin(), listeners_.end(), [](const auto& a, const auto& b) {
      const auto key = [](const SocketSample& row) {
        return std::tie(row.local_port, row.family, row.local.bytes, row.cookie);
      };
      return key(a.socket.row) < key(b.socket.row);
    });
    Data data = CutRows(listeners_, Limit(), [this](const Listener& l) { return RowJson(l); });
    data.total = total_;
    data.truncated = total_ > data.data.size();
    return WithNamespaces(std::move(data));
  }

 private:
  struct Listener {
    OwnedSocket socket;
    GroupLabels labels;
  };

  [[nodiscard]] Json RowJson(const Listener& listener) const {
    const SocketSample& row = listener.socket.row;
    return {{"netns", kDumpedNetns},
            {"family", FamilyName(row.family)},
            {"address", AddressText(row.local)},
            {"port", row.local_port},
            {"unit", Text(listener.labels.unit)},
            {"process", Text(listener.labels.process)},
            {"pid", PidJson(listener.socket)},
            {"accept_queue", row.receive_queue},
            {"accept_queue_limit", row.send_queue},
            {"connections", Connections(listener.labels)}};
  }

  // A dump of all sockets would tell it of each address; the last sample does of the program.
  [[nodiscard]] std::uint32_t Connections(const GroupLabels& labels) const {
    std::uint32_t sockets = 0;
    for (const GroupRow& row : Context().snapshot.groups) {
      if (row.labels != labels) continue;
      for (const std::uint32_t count : row.sockets) sockets += count;
      sockets -= row.sockets.at(Index(TcpState::kListen));
    }
    return sockets;
  }

  std::vector<Listener> listeners_;
  std::size_t total_ = 0;
};

}  // namespace

std::unique_ptr<SocketRows> MakeListeners(const RowsContext& context) {
  return std::make_unique<Listeners>(context);
}

}  // namespace sockwatch::api
