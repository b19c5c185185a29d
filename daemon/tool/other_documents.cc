#include "tool/other_documents.h"

#include <string_view>
#include <utility>
#include <vector>

#include "api/parts.h"
#include "netlink/mnl_transport.h"
#include "sample/ip_text.h"
#include "sockets/other_socket_rows.h"
#include "tool/json.h"
#include "tool/owner_walk.h"

namespace sockwatch::tool {
namespace {

// Owners of rows with an `inode`, of which `keep` leaves those that match without them.
class Owned {
 public:
  Owned(const RowFilter& filter, const std::string& proc_root)
      : filter_(filter), proc_root_(proc_root) {}

  template <typename Row>
  void Find(const std::vector<Row>& rows) {
    std::vector<std::uint32_t> inodes;
    inodes.reserve(rows.size());
    for (const Row& row : rows) inodes.push_back(row.inode);
    NameFilter wanted;
    if (filter_.WantsNames()) {
      wanted = [this](const ProcessIdentity& who) { return filter_.Takes(&who); };
    }
    found_ = FindOwners(proc_root_, inodes, wanted);
  }

  [[nodiscard]] bool Takes(std::uint32_t inode) const {
    const FoundOwner* const owner = found_.Of(inode);
    return filter_.Takes(owner == nullptr ? nullptr : owner->identity.get());
  }

  void Put(std::uint32_t inode, Json& json) const {
    const FoundOwner* const owner = found_.Of(inode);
    json["unit"] = owner == nullptr ? "" : owner->identity->unit;
    json["process"] = owner == nullptr ? "unattributed" : owner->identity->name;
    json["pid"] = owner == nullptr ? Json() : Json(owner->pid);
    const char* const reason = found_.hidden > 0 ? "permission" : "no_process";
    json["reason"] = owner == nullptr ? Json(reason) : Json();
  }

  // Puts those that match into a document, by `json_of`.
  template <typename Row, typename JsonOf>
  OtherDocument Document(const std::vector<Row>& rows, std::size_t limit, JsonOf json_of) const {
    OtherDocument document{.rows = {}, .hidden = found_.hidden};
    for (const Row& row : rows) {
      if (!Takes(row.inode) || ++document.rows.total > limit) continue;
      Json json = json_of(row);
      Put(row.inode, json);
      document.rows.data.push_back(std::move(json));
    }
    document.rows.truncated = document.rows.total > document.rows.data.size();
    return document;
  }

 private:
  const RowFilter& filter_;
  const std::string& proc_root_;
  OwnersFound found_;
};

bool MatchesUdp(const RowFilter& filter, const SocketSample& row, bool listening) {
  const bool port = filter.TakesPort(row.local_port, false) ||
                    (row.remote_port != 0 && filter.TakesPort(row.remote_port, false));
  const bool state =
      filter.All().Takes(row.state) && (!listening || row.state != TcpState::kEstablished);
  return port && state && filter.All().TakesRemote(row.remote) && !filter.All().older_than;
}

Json UdpJson(const SocketSample& row) {
  const bool connected = row.state == TcpState::kEstablished;
  return {{"netns", kOwnNetns},
          {"family", FamilyName(row.family)},
          {"state", connected ? "established" : "unconn"},
          {"local_address", AddressText(row.local)},
          {"local_port", row.local_port},
          {"remote_address", AddressText(row.remote)},
          {"remote_port", row.remote_port},
          {"receive_queue", row.receive_queue},
          {"send_queue", row.send_queue},
          {"inode", row.inode}};
}

Json UnixJson(const UnixRow& row) {
  return {{"netns", kOwnNetns},
          {"type", UnixTypeName(row.type)},
          {"state", UnixStateName(row.state)},
          {"name", api::Text(row.name)},
          {"inode", row.inode},
          {"peer_inode", row.peer_inode == 0 ? Json() : Json(row.peer_inode)},
          {"receive_queue", row.receive_queue},
          {"send_queue", row.send_queue}};
}

}  // namespace

Result<OtherDocument> UdpData(const RowFilter& filter, std::size_t limit, bool listening,
                              const std::string& proc_root) {
  if (filter.TakesNothing()) return OtherDocument();
  SelfStats stats;
  MnlTransport transport;
  auto rows = ListUdpSockets(transport, stats);
  if (!rows) return rows.Failure();
  std::erase_if(rows.Value(),
                [&](const SocketSample& row) { return !MatchesUdp(filter, row, listening); });
  Owned owned(filter, proc_root);
  owned.Find(rows.Value());
  return owned.Document(rows.Value(), limit, UdpJson);
}

Result<OtherDocument> UnixData(const RowFilter& filter, std::size_t limit, bool listening,
                               const std::string& proc_root) {
  SelfStats stats;
  MnlTransport transport;
  auto rows = ListUnixSockets(transport, stats);
  if (!rows) return rows.Failure();
  if (listening) {
    std::erase_if(rows.Value(), [](const UnixRow& row) { return row.state != UnixState::kListen; });
  }
  Owned owned(filter, proc_root);
  owned.Find(rows.Value());
  return owned.Document(rows.Value(), limit, UnixJson);
}

}  // namespace sockwatch::tool
