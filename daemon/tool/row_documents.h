// The data of documents that are made of rows: sockets, listeners, peers, ports.
#pragma once

#include <cstdint>

#include "tool/filters.h"
#include "tool/json.h"
#include "tool/socket_rows.h"

namespace sockwatch::tool {

// An array that may have been cut to its limit, and what it would have held.
struct RowsDocument {
  Json data = Json::array();
  std::size_t total = 0;
};

RowsDocument SocketsData(const SocketRows& rows, const Filters& filters, double now);

// Of the LISTEN rows, each with the connections on its port.
RowsDocument ListenersData(const SocketRows& rows, const Filters& filters);

// Remotes and the sockets towards them, most first. A client's remote has its port: it is a
// service. `by` "process" goes by program instead.
RowsDocument PeersData(const SocketRows& rows, const Filters& filters);

// Ephemeral ports in use by source and destination, fullest first, of `limit` there are.
RowsDocument PortsData(const SocketRows& rows, const Filters& filters,
                       const std::string& proc_root);

}  // namespace sockwatch::tool
