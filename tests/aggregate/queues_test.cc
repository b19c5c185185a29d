// What waits in queues, per group.
#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;
using std::chrono::minutes;
using std::chrono::seconds;

struct Fixture : Harness {
  Fixture() {
    finder.holders[1] = finder.holders[2] = {100, "web", ""};
    finder.holders[7] = finder.holders[8] = {101, "app", ""};
  }
  static SocketSample WithQueues(SocketSample row, std::uint32_t receive, std::uint32_t send) {
    row.receive_queue = receive;
    row.send_queue = send;
    return row;
  }
};

TEST_CASE_METHOD(Fixture, "A group's bytes are the sum over its sockets, without listeners") {
  Settle({Client(1, 443, kEstablished, 7), Client(2, 443, kEstablished, 8)});
  const auto row = Group(*Dump({WithQueues(Client(1, 443, kEstablished, 7), 10, 4'000'000'000),
                                WithQueues(Client(2, 443, kEstablished, 8), 5, 4'000'000'000)}),
                         "app");
  CHECK(row.queues.receive == 15);
  CHECK(row.queues.send == 8'000'000'000);
  const auto web = Group(*Settle({WithQueues(Listener(3, 80, 1), 3, 128)}), "web");
  CHECK_FALSE(web.queues.shown);
}

TEST_CASE_METHOD(Fixture, "Bytes are shown while there are any and ten minutes after") {
  const auto row = WithQueues(Client(1, 443, kEstablished, 7), 0, 1);
  Settle({Client(1, 443, kEstablished, 7)});
  CHECK_FALSE(Group(*slot.Get(), "app").queues.shown);
  Dump({row});
  CHECK(Group(*slot.Get(), "app").queues.shown);
  interval = minutes(10);
  CHECK(Group(*Dump({Client(1, 443, kEstablished, 7)}), "app").queues.shown);
  interval = seconds(1);
  CHECK_FALSE(Group(*Dump({Client(1, 443, kEstablished, 7)}), "app").queues.shown);
}

TEST_CASE_METHOD(Fixture, "An incomplete dump leaves the queues as they were") {
  const SocketSample one = Client(1, 443, kEstablished, 7);
  Settle({one});
  Dump({WithQueues(one, 7, 0)});
  Dump({WithQueues(one, 9, 0), WithQueues(Client(2, 443, kEstablished, 8), 100, 0)},
       DumpResult::kTimedOut);
  CHECK(Group(*slot.Get(), "app").queues.receive == 7);
  CHECK(Group(*Dump({WithQueues(one, 1, 0)}), "app").queues.receive == 1);
}

TEST_CASE_METHOD(Fixture, "A group shows its fullest listener") {
  const Rows rows = {WithQueues(Listener(3, 80, 1), 60, 100),
                     WithQueues(Listener(4, 80, 2), 80, 1000)};
  Settle(rows);
  const auto row = Group(*Dump(rows), "web");
  CHECK(row.accept_queue.shown);
  CHECK(row.accept_queue.length == 60);
  CHECK(row.accept_queue.limit == 100);
}

TEST_CASE_METHOD(Fixture, "Of empty accept queues the shortest limit is shown") {
  const Rows rows = {WithQueues(Listener(3, 80, 1), 0, 4096), WithQueues(Listener(4, 80, 2), 0, 5)};
  Settle(rows);
  CHECK(Group(*Dump(rows), "web").accept_queue.limit == 5);
}

TEST_CASE_METHOD(Fixture, "The accept queue's peak is the longest of the last minute") {
  Settle({Listener(3, 80, 1)});
  CHECK_FALSE(Group(*slot.Get(), "web").accept_queue.peak_shown);
  Dump({WithQueues(Listener(3, 80, 1), 129, 128)});
  interval = seconds(30);
  const auto row = Group(*Dump({WithQueues(Listener(3, 80, 1), 2, 128)}), "web");
  CHECK(row.accept_queue.length == 2);
  CHECK(row.accept_queue.peak == 129);
  CHECK(row.accept_queue.peak_shown);
}

TEST_CASE("Queues of sockets beyond the limit are part of the sum") {
  Harness h({.sockets = 1});
  h.Dump({Client(1, 443, kEstablished, 7),
          Fixture::WithQueues(Client(2, 443, kEstablished, 8), 3, 4)});
  std::uint64_t receive = 0;
  for (const GroupRow& row : h.slot.Get()->groups) receive += row.queues.receive;
  CHECK(receive == 3);
}

}  // namespace
}  // namespace sockwatch::testing
