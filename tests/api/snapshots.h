// Snapshots and sockets for the tests of lib/api.
#pragma once

#include <memory>
#include <string>

#include "aggregate/snapshot.h"
#include "api/answer.h"
#include "api/socket_rows.h"

namespace sockwatch::testing {

inline WallTime At(std::int64_t seconds) { return WallTime(std::chrono::seconds(seconds)); }

inline GroupRow Row(const GroupLabels& labels, std::uint32_t established,
                    std::uint32_t close_wait = 0) {
  GroupRow row{.labels = labels};
  row.sockets.at(Index(TcpState::kEstablished)) = established;
  row.sockets.at(Index(TcpState::kCloseWait)) = close_wait;
  return row;
}

inline GroupLabels Orders() { return {"host", "orders.service", "orders", "server", "8080"}; }
inline GroupLabels Curl() { return {"host", "", "curl", "client", "443"}; }

inline std::vector<CloseWaitAgeLimit> Ages() {
  return {{std::chrono::minutes(1), "1m", false},
          {std::chrono::minutes(5), "5m", true},
          {std::chrono::hours(1), "1h", true}};
}

// One group that leaks, and its program near its limit.
inline Snapshot LeakingSnapshot() {
  Snapshot snapshot;
  snapshot.close_wait_ages = Ages();
  GroupRow row = Row(Orders(), 11, 234);
  row.close_wait = {.shown = true, .older = {220, 164, 10}, .causes = {4, 30, 200}};
  row.close_wait.remotes = {{"10.0.0.7", 230}, {"other", 4}};
  row.close_wait.oldest = At(1'000'000 - 7200);
  row.close_wait.leaking = true;
  row.close_wait.leak_start = At(1'000'000 - 3000);
  snapshot.groups = {row};
  snapshot.programs = {{.unit = "orders.service",
                        .process = "orders",
                        .processes = 1,
                        .fds = FdRow{.open = 245, .limit = 1024, .close_wait = 234}}};
  return snapshot;
}

inline api::Query Ask(api::Resource resource, const api::Parameters& parameters = {}) {
  return std::get<api::Query>(api::ParseQuery(resource, parameters));
}

inline IpAddress V4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
}

struct Ends {
  std::uint16_t local_port = 0;
  IpAddress remote = V4(10, 0, 0, 2);
  std::uint16_t remote_port = 0;
};

inline SocketSample Sample(std::uint64_t cookie, TcpState state, const Ends& ends) {
  SocketSample row;
  row.cookie = cookie;
  row.state = state;
  row.local = V4(10, 0, 0, 1);
  row.local_port = ends.local_port;
  row.remote = ends.remote;
  row.remote_port = ends.remote_port;
  return row;
}

inline KnownSocket Owner(GroupLabels labels, TcpState state, WallTime since = At(1'000'000 - 60)) {
  labels.netns.clear();
  return {.labels = std::make_shared<const GroupLabels>(std::move(labels)),
          .pid = 42,
          .state = state,
          .since = since,
          .certainty = Certainty::kConfirmed};
}

// What an answer made of single sockets is made with.
struct RowsFixture {
  Snapshot snapshot;
  EphemeralPorts ephemeral{};
  api::Query query;
  std::unique_ptr<api::SocketRows> rows;

  void Begin(api::Resource resource, const api::Parameters& parameters = {}) {
    query = Ask(resource, parameters);
    rows = api::MakeSocketRows(resource, {query, snapshot, ephemeral, At(1'000'000)});
  }
  // As a dump gives them.
  void Give(const SocketSample& row, const KnownSocket& owner = {}) {
    if (rows->TakesRow(row)) rows->Add({row, owner});
  }
};

}  // namespace sockwatch::testing
