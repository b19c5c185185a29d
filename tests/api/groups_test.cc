#include <catch2/catch.hpp>

#include "api/answer.h"
#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Ask;
using testing::At;

struct Fixture {
  Fixture() : snapshot(testing::LeakingSnapshot()) {
    snapshot.groups.push_back(testing::Row(testing::Curl(), 500));
    snapshot.groups.back().sockets.at(Index(TcpState::kTimeWait)) = 9;
  }
  Data Get(const Parameters& parameters, bool remotes = true) {
    return GroupsData({snapshot, At(1'000'000), remotes}, Ask(Resource::kGroups, parameters));
  }
  std::string First(const std::string& sort) { return Get({{"sort", sort}}).data[0]["process"]; }
  Snapshot snapshot;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A group's row holds what its metrics do") {
  const Json row = Get({{"process", "orders"}}).data[0];
  CHECK(row["unit"] == "orders.service");
  CHECK(row["port"] == "8080");
  CHECK(row["sockets"] == 245);
  CHECK(row["states"]["close_wait"] == 234);
  CHECK(row["close_wait"]["older_than"].dump() == R"({"1m":220,"5m":164,"1h":10})");
  CHECK(row["close_wait"]["leaking_since"] == 1'000'000 - 3000);
  CHECK(row["close_wait"]["remotes"][0]["remote"] == "10.0.0.7");
  CHECK(row["accept_queue"].is_null());
}

TEST_CASE_METHOD(Fixture, "A group without CLOSE_WAIT has zeros, not gaps") {
  const Json row = Get({{"process", "curl"}}).data[0];
  CHECK(row["close_wait"]["older_than"].dump() == R"({"1m":0,"5m":0,"1h":0})");
  CHECK(row["close_wait"]["oldest_at"].is_null());
  CHECK(row["close_wait"]["leaking_since"].is_null());
}

TEST_CASE_METHOD(Fixture, "Remote addresses are withheld from those who may not see them") {
  const Data data = Get({}, false);
  for (const Json& row : data.data) CHECK(row["close_wait"]["remotes"].is_null());
  CHECK(data.data.dump().find("10.0.0.7") == std::string::npos);
}

TEST_CASE_METHOD(Fixture, "Groups come in the order asked for, the largest first") {
  CHECK(Get({}).data[0]["process"] == "curl");
  CHECK(First("sockets") == "curl");
  CHECK(First("close_wait") == "orders");
  CHECK(First("time_wait") == "curl");
  CHECK(First("age") == "orders");
}

TEST_CASE_METHOD(Fixture, "Those whose growth is not known come last") {
  const View view{snapshot, At(0), true, [](const GroupLabels& labels) {
                    return labels.process == "orders" ? std::optional(-1.0) : std::nullopt;
                  }};
  const Data data = GroupsData(view, Ask(Resource::kGroups, {{"sort", "growth"}}));
  CHECK(data.data[0]["process"] == "orders");
}

TEST_CASE_METHOD(Fixture, "Groups are filtered by what they hold") {
  CHECK(Get({{"state", "time_wait"}}).total == 1);
  CHECK(Get({{"state", "syn_sent"}}).total == 0);
  CHECK(Get({{"older_than", "1h"}}).total == 1);
  CHECK(Get({{"older_than", "3h"}}).total == 0);
  CHECK(Get({{"remote", "10.0.0.0/8"}}).total == 1);
  CHECK(Get({{"role", "client"}, {"role", "server"}}).total == 2);
}

TEST_CASE_METHOD(Fixture, "Groups beyond the limit are counted and left out") {
  const Data data = Get({{"limit", "1"}});
  CHECK(data.total == 2);
  CHECK(data.truncated);
  CHECK(data.data.size() == 1);
  CHECK_FALSE(Get({{"limit", "2"}}).truncated);
}

TEST_CASE_METHOD(Fixture, "A name that is no UTF-8 is made so") {
  snapshot.groups[0].labels.process = "a\xff";
  CHECK(Get({{"port", "8080"}}).data[0]["process"] == "a\xEF\xBF\xBD");
}

}  // namespace sockwatch::api
