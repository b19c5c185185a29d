#include <catch2/catch.hpp>

#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Curl;
using testing::Orders;
using testing::Owner;
using testing::Sample;
using testing::V4;

struct Fixture : testing::RowsFixture {
  // Two of one client, one of another, and one connection to a service.
  void GiveAll() {
    std::uint64_t cookie = 0;
    for (const auto port : {std::uint16_t{5001}, std::uint16_t{5002}}) {
      Give(Sample(++cookie, TcpState::kEstablished, {.local_port = 8080, .remote_port = port}),
           Owner(Orders(), TcpState::kEstablished));
    }
    Give(Sample(++cookie, TcpState::kCloseWait,
                {.local_port = 8080, .remote = V4(10, 0, 0, 3), .remote_port = 5003}),
         Owner(Orders(), TcpState::kCloseWait));
    Give(Sample(++cookie, TcpState::kTimeWait, {.local_port = 40000, .remote_port = 443}),
         Owner(Curl(), TcpState::kTimeWait));
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Listeners are no peers") {
  Begin(Resource::kPeers);
  CHECK(rows->KernelStates() == 0xbfe);
}

TEST_CASE_METHOD(Fixture, "Clients go by address, services by address and port, the most first") {
  Begin(Resource::kPeers);
  GiveAll();
  const Json data = rows->Finish().data;
  REQUIRE(data.size() == 3);
  CHECK(data.at(0)["remote_address"] == "10.0.0.2");
  CHECK(data.at(0)["sockets"] == 2);
  CHECK(data.at(0)["remote_port"].is_null());
  CHECK(data.at(0)["states"].dump() == R"({"established":2})");
  CHECK(data.at(1)["process"] == "curl");
  CHECK(data.at(1)["remote_port"] == 443);
}

TEST_CASE_METHOD(Fixture, "By process addresses are summed") {
  Begin(Resource::kPeers, {{"by", "process"}});
  GiveAll();
  const Json data = rows->Finish().data;
  REQUIRE(data.size() == 2);
  CHECK(data.at(0)["sockets"] == 3);
  CHECK(data.at(0)["remote_address"].is_null());
  CHECK(data.at(1)["remote_port"].is_null());
}

TEST_CASE_METHOD(Fixture, "Peers are filtered by owner, and cut to the limit") {
  Begin(Resource::kPeers, {{"process", "orders"}, {"limit", "1"}});
  GiveAll();
  const Data data = rows->Finish();
  CHECK(data.total == 2);
  CHECK(data.truncated);
}

TEST_CASE_METHOD(Fixture, "What is kept of many peers is bounded, and the answer says so") {
  Begin(Resource::kPeers);
  for (std::uint32_t i = 0; i < SocketRows::kMostKeys + 9; ++i) {
    const auto byte = [i](unsigned shift) { return static_cast<std::uint8_t>(i >> shift); };
    Give(Sample(i + 1, TcpState::kEstablished, {.remote = V4(10, byte(16), byte(8), byte(0))}));
  }
  const Data data = rows->Finish();
  CHECK(data.total == SocketRows::kMostKeys);
  CHECK(data.truncated);
}

}  // namespace sockwatch::api
