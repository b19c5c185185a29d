#include "tool/other_documents.h"

#include <string_view>
#include <utility>
#include <vector>

#include "netlink/mnl_transport.h"
#include "sample/ip_text.h"
#include "sockets/other_socket_rows.h"
#include "tool/owner_walk.h"

namespace sockwatch::tool {
namespace {

// Owners of rows with an `inode`, of which `keep` leaves those that match without them.
class Owned {
 public:
  Owned(const Matcher& matcher, const std::string& proc_root)
      : matcher_(matcher), proc_root_(proc_root) {}

  template <typename Row>
  void Find(const std::vector<Row>& rows) {
    std::vector<std::uint32_t> inodes;
    for (const Row& row : rows) inodes.push_back(row.inode);
    NameFilter wanted;
    if (matcher_.WantsNames()) {
      wanted = [this](const ProcessIdentity& who) { return matcher_.TakesNames(who.unit, who.name); };
    }
    found_ = FindOwners(proc_root_, inodes, wanted);
  }

  [[nodiscard]] bool Takes(std::uint32_t inode) const {
    const FoundOwner* const owner = found_.Of(inode);
    if (owner == nullptr) return matcher_.TakesNames("", "unattributed");
    return matcher_.TakesNames(owner->identity->unit, owner->identity->name);
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
  OtherDocument Document(const std::vector<Row>& rows, unsigned limit, JsonOf json_of) const {
    OtherDocument document{.rows = {}, .hidden = found_.hidden};
    for (const Row& row : rows) {
      if (!Takes(row.inode) || ++document.rows.total > limit) continue;
      Json json = json_of(row);
      Put(row.inode, json);
      document.rows.data.push_back(std::move(json));
    }
    return document;
  }

 private:
  const Matcher& matcher_;
  const std::string& proc_root_;
  OwnersFound found_;
};

bool MatchesUdp(const Matcher& matcher, const SocketSample& row, bool listening) {
  const bool port = matcher.TakesPort(row.local_port) ||
                    (row.remote_port != 0 && matcher.TakesPort(row.remote_port));
  const bool state = matcher.TakesState(row.state) &&
                     (!listening || row.state != TcpState::kEstablished);
  return port && state && matcher.TakesRemote(row.remote) && !matcher.WantsAges();
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
          {"name", row.name},
          {"inode", row.inode},
          {"peer_inode", row.peer_inode == 0 ? Json() : Json(row.peer_inode)},
          {"receive_queue", row.receive_queue},
          {"send_queue", row.send_queue}};
}

bool Waits(const UnixRow& row) {
  if (row.type != UnixType::kDatagram) return row.state == UnixState::kListen;
  return row.peer_inode == 0 && !row.name.empty();
}

}  // namespace

Result<OtherDocument> UdpData(const Matcher& matcher, const Filters& filters, bool listening,
                              const std::string& proc_root) {
  if (matcher.TakesNothing()) return OtherDocument();
  SelfStats stats;
  MnlTransport transport;
  auto rows = ListUdpSockets(transport, stats);
  if (!rows) return rows.Failure();
  std::erase_if(rows.Value(), [&](const SocketSample& row) {
    return !MatchesUdp(matcher, row, listening);
  });
  Owned owned(matcher, proc_root);
  owned.Find(rows.Value());
  return owned.Document(rows.Value(), filters.limit, UdpJson);
}

Result<OtherDocument> UnixData(const Matcher& matcher, const Filters& filters, bool listening,
                               const std::string& proc_root) {
  SelfStats stats;
  MnlTransport transport;
  auto rows = ListUnixSockets(transport, stats);
  if (!rows) return rows.Failure();
  if (listening) std::erase_if(rows.Value(), [](const UnixRow& row) { return !Waits(row); });
  Owned owned(matcher, proc_root);
  owned.Find(rows.Value());
  return owned.Document(rows.Value(), filters.limit, UnixJson);
}

}  // namespace sockwatch::tool
