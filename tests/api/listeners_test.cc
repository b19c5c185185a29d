#include <catch2/catch.hpp>

#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Orders;
using testing::Owner;
using testing::RowsFixture;

SocketSample Listener(std::uint16_t port) {
  SocketSample row = testing::Sample(port, TcpState::kListen, {.local_port = port});
  row.receive_queue = 3;
  row.send_queue = 128;
  return row;
}

}  // namespace

TEST_CASE_METHOD(RowsFixture, "Only listening sockets are asked for") {
  Begin(Resource::kListeners);
  CHECK(rows->KernelStates() == 0x400);
}

TEST_CASE_METHOD(RowsFixture, "A listener has its queue, its limit and its program's connections") {
  snapshot.groups = {testing::Row(Orders(), 5, 2), testing::Row(testing::Curl(), 100)};
  snapshot.groups[0].sockets.at(Index(TcpState::kListen)) = 1;
  Begin(Resource::kListeners);
  Give(Listener(8080), Owner(Orders(), TcpState::kListen));
  const Json row = rows->Finish().data.at(0);
  CHECK(row["address"] == "10.0.0.1");
  CHECK(row["port"] == 8080);
  CHECK(row["process"] == "orders");
  CHECK(row["accept_queue"] == 3);
  CHECK(row["accept_queue_limit"] == 128);
  CHECK(row["connections"] == 7);
}

TEST_CASE_METHOD(RowsFixture, "Listeners come by port, and are filtered by it at once") {
  Begin(Resource::kListeners, {{"port", "90"}, {"port", "80"}, {"role", "server"}});
  for (const int port : {90, 80, 70}) Give(Listener(static_cast<std::uint16_t>(port)));
  const Data data = rows->Finish();
  CHECK(data.total == 2);
  CHECK(data.data.at(0)["port"] == 80);
}

TEST_CASE_METHOD(RowsFixture, "Listeners beyond the limit are counted and left out") {
  Begin(Resource::kListeners, {{"limit", "1"}});
  Give(Listener(1));
  Give(Listener(2));
  const Data data = rows->Finish();
  CHECK(data.total == 2);
  CHECK(data.truncated);
  CHECK(data.data.size() == 1);
}

}  // namespace sockwatch::api
