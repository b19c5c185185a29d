#include <catch2/catch.hpp>
#include <string>

#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Curl;
using testing::Orders;
using testing::Owner;
using testing::Sample;
using testing::V4;

struct Fixture : testing::RowsFixture {
  Fixture() { ephemeral = EphemeralPorts(PortRange{40000, 40099}); }
  void GiveClient(std::uint16_t port, TcpState state, std::uint16_t to = 443) {
    GroupLabels labels = Curl();
    labels.port = std::to_string(to);
    Give(Sample(port, state, {.local_port = port, .remote_port = to}), Owner(labels, state));
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Ports are counted between a source and a destination, fullest first") {
  Begin(Resource::kPorts);
  GiveClient(40000, TcpState::kEstablished);
  GiveClient(40001, TcpState::kTimeWait);
  GiveClient(40002, TcpState::kCloseWait, 80);
  const Json data = rows->Finish().data;
  REQUIRE(data.size() == 2);
  CHECK(data.at(0)["source"] == "10.0.0.1");
  CHECK(data.at(0)["destination"] == "10.0.0.2:443");
  CHECK(data.at(0)["held"] == 1);
  CHECK(data.at(0)["time_wait"] == 1);
  CHECK(data.at(0)["limit"] == 100);
  CHECK(data.at(0)["used_ratio"] == 0.02);
}

TEST_CASE_METHOD(Fixture, "Ports outside the range, servers and listeners use none up") {
  Begin(Resource::kPorts);
  GiveClient(30000, TcpState::kEstablished);
  GiveClient(40100, TcpState::kEstablished);
  Give(Sample(1, TcpState::kEstablished, {.local_port = 40001, .remote_port = 40002}),
       Owner(Orders(), TcpState::kEstablished));
  CHECK(rows->Finish().total == 0);
  CHECK((rows->KernelStates() & 0x400) == 0);
}

TEST_CASE_METHOD(Fixture, "One that came after the last sample is a client if it looks like one") {
  Begin(Resource::kPorts);
  Give(Sample(1, TcpState::kEstablished, {.local_port = 40001, .remote_port = 443}));
  Give(Sample(2, TcpState::kEstablished, {.local_port = 40002, .remote_port = 40003}));
  CHECK(rows->Finish().total == 1);
}

TEST_CASE_METHOD(Fixture, "Ports are filtered by program and by destination") {
  Begin(Resource::kPorts, {{"process", "orders"}});
  GiveClient(40000, TcpState::kEstablished);
  CHECK(rows->Finish().total == 0);
  Begin(Resource::kPorts, {{"remote", "10.0.0.2"}, {"port", "443"}});
  GiveClient(40000, TcpState::kEstablished);
  GiveClient(40001, TcpState::kEstablished, 80);
  CHECK(rows->Finish().total == 1);
}

}  // namespace sockwatch::api
