#include <catch2/catch.hpp>

#include "snapshots.h"

namespace sockwatch::api {

using testing::At;
using testing::Orders;
using testing::Owner;
using testing::RowsFixture;
using testing::Sample;
using testing::V4;

TEST_CASE_METHOD(RowsFixture, "A socket's row has both ends, its owner and its age") {
  Begin(Resource::kSockets);
  Give(Sample(7, TcpState::kCloseWait, {.local_port = 8080, .remote_port = 555}),
       Owner(Orders(), TcpState::kCloseWait));
  const Data data = rows->Finish();
  const Json& row = data.data.at(0);
  CHECK(row["local_address"] == "10.0.0.1");
  CHECK(row["remote_port"] == 555);
  CHECK(row["process"] == "orders");
  CHECK(row["pid"] == 42);
  CHECK(row["age_seconds"] == 60);
  CHECK(row["since_at"] == 1'000'000 - 60);
  CHECK(row["known"] == "confirmed");
  CHECK(row["reason"].is_null());
  CHECK(data.namespaces.dump() == R"(["host"])");
}

TEST_CASE_METHOD(RowsFixture, "A socket that nobody has met yet says so") {
  Begin(Resource::kSockets);
  Give(Sample(7, TcpState::kEstablished, {}));
  const Json row = rows->Finish().data.at(0);
  CHECK(row["process"] == "unattributed");
  CHECK(row["role"] == "");
  CHECK(row["pid"].is_null());
  CHECK(row["age_seconds"].is_null());
  CHECK(row["reason"] == "pending");
}

TEST_CASE_METHOD(RowsFixture,
                 "An age in another state is not this one's, TIME_WAIT knows its own") {
  Begin(Resource::kSockets);
  Give(Sample(7, TcpState::kCloseWait, {}), Owner(Orders(), TcpState::kEstablished));
  SocketSample timed = Sample(8, TcpState::kTimeWait, {});
  timed.timer = kTimerTimeWait;
  timed.expires_ms = 50'000;
  Give(timed);
  const Json data = rows->Finish().data;
  CHECK(data.at(0)["age_seconds"].is_null());
  CHECK(data.at(1)["age_seconds"] == 10);
}

TEST_CASE_METHOD(RowsFixture, "Rows are filtered by state and remote before anybody is asked") {
  Begin(Resource::kSockets, {{"state", "close_wait"}, {"remote", "10.0.0.0/24"}});
  CHECK(rows->KernelStates() == 0x100);
  CHECK(rows->TakesRow(Sample(1, TcpState::kCloseWait, {})));
  CHECK_FALSE(rows->TakesRow(Sample(1, TcpState::kListen, {})));
  CHECK_FALSE(rows->TakesRow(Sample(1, TcpState::kCloseWait, {.remote = V4(10, 0, 1, 2)})));
}

TEST_CASE_METHOD(RowsFixture, "Rows are filtered by owner and age once they are known") {
  Begin(Resource::kSockets, {{"process", "orders"}, {"older_than", "1m"}});
  const SocketSample row = Sample(1, TcpState::kCloseWait, {});
  Give(row, Owner(Orders(), TcpState::kCloseWait, At(1'000'000 - 60)));
  Give(row, Owner(Orders(), TcpState::kCloseWait, At(1'000'000 - 59)));
  Give(row, Owner(testing::Curl(), TcpState::kCloseWait, At(0)));
  CHECK(rows->Finish().total == 1);
}

TEST_CASE_METHOD(RowsFixture, "Owners are asked for of rows that are shown, or that they decide") {
  Begin(Resource::kSockets, {{"limit", "5"}});
  CHECK(rows->OwnersWanted() == 5);
  Begin(Resource::kSockets, {{"limit", "5"}, {"process", "x"}});
  CHECK(rows->OwnersWanted() > 1'000'000);
  Begin(Resource::kSockets, {{"limit", "5"}, {"older_than", "1m"}});
  CHECK(rows->OwnersWanted() > 1'000'000);
}

TEST_CASE_METHOD(RowsFixture, "Rows beyond the limit are counted and left out") {
  Begin(Resource::kSockets, {{"limit", "2"}});
  for (std::uint64_t i = 1; i <= 3; ++i) Give(Sample(i, TcpState::kEstablished, {}));
  rows->Skip();
  const Data data = rows->Finish();
  CHECK(data.data.size() == 2);
  CHECK(data.total == 4);
  CHECK(data.truncated);
}

TEST_CASE_METHOD(RowsFixture, "Another namespace than the host's has nothing to ask for") {
  Begin(Resource::kSockets, {{"netns", "pod"}});
  CHECK(rows->KernelStates() == 0);
  Begin(Resource::kSockets, {{"netns", "host"}});
  CHECK(rows->KernelStates() == 0xffe);
}

}  // namespace sockwatch::api
