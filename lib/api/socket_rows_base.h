// What the answers made of single sockets have in common; for their files alone.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "api/parts.h"
#include "api/socket_rows.h"
#include "sample/ip_text.h"

namespace sockwatch::api {

class SocketRowsBase : public SocketRows {
 public:
  [[nodiscard]] std::uint32_t KernelStates() const override {
    if (!context_.query.filter.TakesNetns(std::string(kDumpedNetns))) return 0;
    return context_.query.filter.KernelStates(among_);
  }
  [[nodiscard]] bool TakesRow(const SocketSample& row) const override {
    return context_.query.filter.Takes(row.state) && context_.query.filter.TakesRemote(row.remote);
  }
  [[nodiscard]] std::size_t OwnersWanted() const override {
    return std::numeric_limits<std::size_t>::max();
  }
  void Skip() override {}

 protected:
  static constexpr std::uint32_t kListen = 1U << static_cast<unsigned>(TcpState::kListen);
  static constexpr std::uint32_t kAll = 0xffe;  // bits 1 to 11

  // `among`: the states whose sockets may be rows.
  SocketRowsBase(const RowsContext& context, std::uint32_t among)
      : context_(context), among_(among) {}

  [[nodiscard]] bool TakesOwner(const OwnedSocket& socket, const GroupLabels& labels) const {
    const Filter& filter = context_.query.filter;
    return filter.Takes(labels) && filter.TakesAge(AgeOf(socket, context_.now));
  }
  [[nodiscard]] const RowsContext& Context() const { return context_; }
  [[nodiscard]] std::size_t Limit() const { return context_.query.limit; }

  static Data WithNamespaces(Data data) {
    data.namespaces = Json::array({kDumpedNetns});
    return data;
  }
  static Json PidJson(const OwnedSocket& socket) {
    return socket.owner.pid == 0 ? Json() : Json(socket.owner.pid);
  }

 private:
  RowsContext context_;
  std::uint32_t among_;
};

std::unique_ptr<SocketRows> MakeSockets(const RowsContext& context);    // sockets.cc
std::unique_ptr<SocketRows> MakeListeners(const RowsContext& context);  // listeners.cc
std::unique_ptr<SocketRows> MakePeers(const RowsContext& context);      // peers.cc
std::unique_ptr<SocketRows> MakePorts(const RowsContext& context);      // ports.cc

}  // namespace sockwatch::api
