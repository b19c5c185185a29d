#include "tool/named_rows.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace sockwatch::tool {

std::shared_ptr<const GroupLabels> NamedRows::Labels(const KernelRow& row) {
  auto& labels = labels_[{row.owner, row.server, row.dynamic ? -1 : std::int32_t{row.Port()}}];
  if (labels) return labels;
  GroupLabels made;
  made.process = "unattributed";
  if (row.owner >= 0) {
    const ProcessIdentity& who = *rows_.owners[static_cast<std::size_t>(row.owner)].identity;
    made.unit = who.unit;
    made.process = who.name;
  }
  made.role = row.server ? "server" : "client";
  made.port = row.dynamic ? "dynamic" : std::to_string(row.Port());
  labels = std::make_shared<const GroupLabels>(std::move(made));
  return labels;
}

api::OwnedSocket NamedRows::Named(const KernelRow& row) {
  api::OwnedSocket named{.row = row.socket};
  named.owner.labels = Labels(row);
  if (row.owner >= 0) named.owner.pid = rows_.owners[static_cast<std::size_t>(row.owner)].pid;
  named.owner.certainty = row.known;
  named.owner.reason = row.reason;
  // Without an age the state last seen is none that a row has: the document then has none either.
  const auto age = row.Age();
  named.owner.state = age ? row.socket.state : TcpState::kClose;
  if (age) named.owner.since = now_ - *age;
  return named;
}

Snapshot NamedRows::ListenerGroups() {
  std::map<std::uint16_t, std::set<const GroupLabels*>> listening;
  std::map<const GroupLabels*, StateCounts> counts;
  for (const KernelRow& row : rows_.rows) {
    if (row.socket.state != TcpState::kListen) continue;
    listening[row.socket.local_port].insert(Labels(row).get());
  }
  for (const KernelRow& row : rows_.rows) {
    const auto port = listening.find(row.socket.local_port);
    if (port == listening.end() || row.socket.state == TcpState::kListen) continue;
    for (const GroupLabels* const labels : port->second) {
      ++counts[labels].at(Index(row.socket.state));
    }
  }
  Snapshot snapshot;
  for (const auto& [labels, sockets] : counts) {
    GroupRow group{.labels = *labels};
    group.labels.netns = kOwnNetns;
    group.sockets = sockets;
    snapshot.groups.push_back(std::move(group));
  }
  return snapshot;
}

}  // namespace sockwatch::tool
