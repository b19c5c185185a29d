#include "api/socket_rows.h"

#include <algorithm>

#include "aggregate/groups.h"
#include "api/socket_rows_base.h"

namespace sockwatch::api {

std::optional<std::chrono::milliseconds> AgeOf(const OwnedSocket& socket, WallTime now) {
  using std::chrono::milliseconds;
  if (socket.row.state == TcpState::kTimeWait) return TimeWaitAge(socket.row);
  if (!socket.owner.labels || socket.owner.state != socket.row.state) return std::nullopt;
  const auto age = std::chrono::floor<milliseconds>(now - socket.owner.since);
  return std::max(age, milliseconds(0));
}

GroupLabels LabelsOf(const OwnedSocket& socket) {
  GroupLabels labels;
  if (socket.owner.labels) {
    labels = *socket.owner.labels;
  } else {
    labels.process = kUnattributedProcess;
  }
  labels.netns = kDumpedNetns;
  return labels;
}

std::unique_ptr<SocketRows> MakeSocketRows(Resource resource, const RowsContext& context) {
  switch (resource) {
    case Resource::kSockets:
      return MakeSockets(context);
    case Resource::kListeners:
      return MakeListeners(context);
    case Resource::kPeers:
      return MakePeers(context);
    case Resource::kPorts:
      return MakePorts(context);
    default:
      return nullptr;
  }
}

}  // namespace sockwatch::api
