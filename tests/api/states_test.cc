#include <catch2/catch.hpp>

#include "api/answer.h"
#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Ask;
using testing::At;

NetnsRow Netns(const std::string& name, std::uint32_t ipv4, std::uint32_t ipv6) {
  NetnsRow row;
  row.netns = name;
  row.sockets[0].at(Index(TcpState::kEstablished)) = ipv4;
  row.sockets[1].at(Index(TcpState::kEstablished)) = ipv6;
  row.sockets[0].at(Index(TcpState::kListen)) = 1;
  row.last_complete = At(1);
  return row;
}

struct Fixture {
  Fixture() {
    snapshot.netns = {Netns("host", 5, 7), Netns("pod", 2, 0), NetnsRow{}};
    snapshot.groups = {testing::Row(testing::Orders(), 4), testing::Row(testing::Curl(), 3)};
  }
  Json Get(const Parameters& parameters) {
    return StatesData({snapshot, At(10)}, Ask(Resource::kStates, parameters)).data;
  }
  Snapshot snapshot;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "All sockets are summed over families and sampled namespaces") {
  const Json data = Get({});
  CHECK(data["total"]["established"] == 14);
  CHECK(data["total"]["listen"] == 2);
  CHECK(data["total"].size() == 11);
  CHECK(data["families"]["ipv6"]["established"] == 7);
  CHECK(data["namespaces"].size() == 2);
  CHECK(data["namespaces"][1]["states"]["established"] == 2);
  CHECK(data["approximate"] == false);
}

TEST_CASE_METHOD(Fixture, "States that are not asked for are zero") {
  const Json data = Get({{"state", "listen"}});
  CHECK(data["total"]["established"] == 0);
  CHECK(data["total"]["listen"] == 2);
}

TEST_CASE_METHOD(Fixture, "One namespace is summed alone") {
  const Json data = Get({{"netns", "pod"}});
  CHECK(data["total"]["established"] == 2);
  CHECK(data["families"]["ipv4"]["established"] == 2);
}

TEST_CASE_METHOD(Fixture, "Filters on owners sum groups, and know no families") {
  const Json data = Get({{"process", "curl"}});
  CHECK(data["total"]["established"] == 3);
  CHECK(data["families"].is_null());
  CHECK(data["approximate"] == false);
  snapshot.folded_groups = 1;
  CHECK(Get({{"port", "443"}})["approximate"] == true);
}

TEST_CASE_METHOD(Fixture, "Namespaces beyond the limit are counted and left out") {
  const Data data = StatesData({snapshot, At(10)}, Ask(Resource::kStates, {{"limit", "1"}}));
  CHECK(data.total == 2);
  CHECK(data.truncated);
  CHECK(data.data["namespaces"].size() == 1);
  CHECK(data.data["total"]["established"] == 14);
}

}  // namespace sockwatch::api
