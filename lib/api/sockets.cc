#include <string>
#include <string_view>
#include <utility>

#include "api/socket_rows_base.h"

namespace sockwatch::api {
namespace {

std::string_view KnownName(Certainty certainty) {
  if (certainty == Certainty::kConfirmed) return "confirmed";
  return certainty == Certainty::kProvisional ? "provisional" : "unattributed";
}

double Seconds(std::chrono::milliseconds age) { return std::chrono::duration<double>(age).count(); }

Json EndpointsJson(const SocketSample& row) {
  return {{"netns", kDumpedNetns},
          {"family", FamilyName(row.family)},
          {"state", TcpStateName(row.state)},
          {"local_address", AddressText(row.local)},
          {"local_port", row.local_port},
          {"remote_address", AddressText(row.remote)},
          {"remote_port", row.remote_port},
          {"receive_queue", row.receive_queue},
          {"send_queue", row.send_queue},
          {"inode", row.inode},
          {"cookie", row.cookie}};
}

class Sockets final : public SocketRowsBase {
 public:
  explicit Sockets(const RowsContext& context) : SocketRowsBase(context, kAll) {}

  // Without a filter on owners the limit is all that is looked up.
  [[nodiscard]] std::size_t OwnersWanted() const override {
    const Filter& filter = Context().query.filter;
    const bool all = filter.WantsOwners() || filter.older_than.has_value();
    return all ? SocketRowsBase::OwnersWanted() : Limit();
  }

  void Add(const OwnedSocket& socket) override {
    const GroupLabels labels = LabelsOf(socket);
    if (!TakesOwner(socket, labels)) return;
    ++data_.total;
    if (data_.data.size() < Limit()) data_.data.push_back(RowJson(socket, labels));
  }

  void Skip() override { ++data_.total; }

  Data Finish() override {
    data_.truncated = data_.total > data_.data.size();
    return WithNamespaces(std::move(data_));
  }

 private:
  [[nodiscard]] Json RowJson(const OwnedSocket& socket, const GroupLabels& labels) const {
    Json json = EndpointsJson(socket.row);
    json["unit"] = Text(labels.unit);
    json["process"] = Text(labels.process);
    json["pid"] = PidJson(socket);
    json["role"] = labels.role;
    json["port"] = labels.port;
    const auto age = AgeOf(socket, Context().now);
    json["since_at"] = age ? Json(UnixSeconds(Context().now - *age)) : Json();
    json["age_seconds"] = age ? Json(Seconds(*age)) : Json();
    json["known"] = KnownName(socket.owner.certainty);
    json["reason"] = socket.owner.certainty == Certainty::kUnattributed
                         ? Json(UnattributedReasonName(socket.owner.reason))
                         : Json();
    return json;
  }

  Data data_;
};

}  // namespace

std::unique_ptr<SocketRows> MakeSockets(const RowsContext& context) {
  return std::make_unique<Sockets>(context);
}

}  // namespace sockwatch::api
