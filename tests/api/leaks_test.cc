#include <catch2/catch.hpp>

#include "api/answer.h"
#include "api/leak_summary.h"
#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Ask;
using testing::At;
using testing::Row;

struct Fixture {
  Fixture() : snapshot(testing::LeakingSnapshot()) {}
  Data Get(const Parameters& parameters = {}, std::optional<double> growth = 880) {
    return LeaksData({snapshot, At(1'000'000), true, [=](const GroupLabels&) { return growth; }},
                     Ask(Resource::kLeaks, parameters));
  }
  std::string Summary(std::optional<double> growth = 880) {
    return Get({}, growth).data.at(0)["summary"];
  }
  CloseWaitRow& CloseWait() { return snapshot.groups[0].close_wait; }
  FdRow& Fds() { return snapshot.programs[0].fds.value(); }

  Snapshot snapshot;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A leak is told in one sentence") {
  CHECK(Summary() ==
        "orders (orders.service) on port 8080 holds 234 connections that it should have closed, "
        "164 for more than 5 minutes, growing by 880 an hour; of 1024 file descriptors 245 are "
        "used: about 53 minutes left");
}

TEST_CASE_METHOD(Fixture, "A leak's row has the verdict and the time that is left") {
  const Json row = Get().data.at(0);
  CHECK(row["verdict"] == "leak");
  CHECK(row["growth_per_hour"] == 880);
  CHECK(row["fds"].dump() == R"({"open":245,"limit":1024,"close_wait":234})");
  CHECK(row["seconds_left"].get<double>() == Approx(779.0 / 880 * 3600));
  CHECK(row["older_than"]["5m"] == 164);
}

TEST_CASE_METHOD(Fixture, "Old sockets without a verdict are suspect, young ones are nothing") {
  CloseWait().leaking = false;
  CHECK(Get().data.at(0)["verdict"] == "suspect");
  CHECK(Get().data.at(0)["leaking_since"].is_null());
  CloseWait().older = {220, 0, 0};
  CHECK(Get().data.at(0)["verdict"] == "none");
  CHECK(Get().data.at(0)["seconds_left"].is_null());
  CHECK(Summary(std::nullopt) ==
        "orders (orders.service) on port 8080 holds 234 connections that the other side has "
        "closed, none for more than 5 minutes; of 1024 file descriptors 245 are used");
}

TEST_CASE_METHOD(Fixture, "A process gets the share of the growth that it has of the sockets") {
  Fds().close_wait = 117;
  CHECK(Get().data.at(0)["seconds_left"].get<double>() == Approx(2 * 779.0 / 880 * 3600));
  Fds().close_wait = 0;  // all in the accept queue: they cost no descriptor
  CHECK(Get().data.at(0)["seconds_left"].is_null());
}

TEST_CASE_METHOD(Fixture, "Nothing runs out without growth or without a limit") {
  CHECK(Get({}, 0).data.at(0)["seconds_left"].is_null());
  CHECK(Get({}, -5).data.at(0)["seconds_left"].is_null());
  CHECK(Get({}, 1e-9).data.at(0)["seconds_left"].is_null());
  Fds().limit.reset();
  CHECK(Get().data.at(0)["seconds_left"].is_null());
  CHECK(Summary().ends_with("growing by 880 an hour"));
  snapshot.programs.clear();
  CHECK(Get().data.at(0)["fds"].is_null());
}

TEST_CASE_METHOD(Fixture, "Beyond its limit a process has no time left") {
  Fds().open = 2000;
  CHECK(Get().data.at(0)["seconds_left"] == 0);
  CHECK(Summary().ends_with("about less than a minute left"));
}

TEST_CASE_METHOD(Fixture, "A leak's growth is told by its ages until there is a history") {
  CHECK(Get({}, std::nullopt).data.at(0)["growth_per_hour"] == 224);  // 10 of 234 are older
  CloseWait().oldest = At(1'000'000 - 1800);
  CloseWait().older = {220, 164, 0};
  CHECK(Get({}, std::nullopt).data.at(0)["growth_per_hour"] == 468);
  CloseWait().leaking = false;
  CHECK(Get({}, std::nullopt).data.at(0)["growth_per_hour"].is_null());
}

TEST_CASE_METHOD(Fixture, "The worst comes first: leaks, then old ones, then many") {
  GroupRow many = Row({"host", "", "many", "client", "1"}, 0, 900);
  GroupRow old = Row({"host", "", "old", "client", "2"}, 0, 3);
  old.close_wait.older = {3, 3, 0};
  snapshot.groups = {many, Row(testing::Curl(), 5), old, snapshot.groups[0]};
  const Json rows = Get().data;
  REQUIRE(rows.size() == 3);
  CHECK(rows[0]["process"] == "orders");
  CHECK(rows[1]["process"] == "old");
  CHECK(rows[2]["process"] == "many");
  CHECK(Get({{"limit", "1"}}).truncated);
}

TEST_CASE_METHOD(Fixture, "Sentences fit clients, single sockets and programs not known") {
  snapshot.groups = {Row({"host", "", "unattributed", "client", "dynamic"}, 0, 1)};
  CHECK(Summary(std::nullopt)
            .starts_with("a program not known towards changing ports holds 1 "
                         "connection that the other side has closed"));
  snapshot.groups = {Row({"host", "", "other", "", ""}, 0, 2)};
  CHECK(Summary(-3.0).starts_with("the programs summed as other holds 2 connections"));
  CHECK(Summary(-3.0).ends_with(", getting fewer"));
  CHECK(Summary(0.0).ends_with(", not growing"));
}

TEST_CASE("Durations are told roughly, in the unit that a person would use") {
  CHECK(RoughDuration(0) == "less than a minute");
  CHECK(RoughDuration(60) == "1 minute");
  CHECK(RoughDuration(5400) == "90 minutes");
  CHECK(RoughDuration(7200) == "2 hours");
  CHECK(RoughDuration(47 * 3600) == "47 hours");
  CHECK(RoughDuration(72 * 3600) == "3 days");
}

}  // namespace sockwatch::api
