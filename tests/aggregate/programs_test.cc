// Programs: their processes, and how near those are to their limit of open files.
#include <algorithm>
#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;
using std::chrono::seconds;

ProgramRow Program(const Snapshot& snapshot, const std::string& process) {
  for (const ProgramRow& row : snapshot.programs) {
    if (row.process == process) return row;
  }
  return {};
}

struct Fixture : Harness {
  Fixture() {
    finder.holders[7] = {100, "app", "app.service"};
    finder.holders[8] = {101, "app", "app.service"};
    finder.holders[9] = {102, "web", ""};
    finder.fd_uses[100] = {100, "app", "app.service", 60, 64};
    finder.fd_uses[101] = {101, "app", "app.service", 5000, 20'000};
  }
  Rows Sockets(TcpState state = kEstablished) {
    return {Client(1, 443, state, 7), Client(2, 443, state, 8), Client(3, 443, kEstablished, 9)};
  }
};

TEST_CASE_METHOD(Fixture, "A program has as many processes as hold sockets of it") {
  Settle(Sockets());
  const auto snapshot = Settle(Sockets());
  CHECK(Program(*snapshot, "app").processes == 2);
  CHECK(Program(*snapshot, "web").processes == 1);
  CHECK(Program(*Dump({Client(1, 443, kEstablished, 7)}), "app").processes == 1);
}

TEST_CASE_METHOD(Fixture, "The process nearest its limit is the one shown") {
  Settle(Sockets(kCloseWait));
  const auto fds = Program(*Settle(Sockets(kCloseWait)), "app").fds.value();
  CHECK(fds.open == 60);
  CHECK(fds.limit == 64);
  CHECK(fds.close_wait == 1);
}

TEST_CASE_METHOD(Fixture, "A process without a limit is farthest from it") {
  finder.fd_uses[100].limit.reset();
  Settle(Sockets());
  CHECK(Program(*Settle(Sockets()), "app").fds->open == 5000);
}

TEST_CASE_METHOD(Fixture, "Descriptors are asked for every five seconds at most") {
  interval = seconds(3);
  Settle(Sockets());
  finder.fds_of.clear();
  Dump(Sockets());
  CHECK(finder.fds_of.size() == 3);
  finder.fds_of.clear();
  Dump(Sockets());
  CHECK(finder.fds_of.empty());
  Dump(Sockets());
  CHECK(finder.fds_of.size() == 3);
}

TEST_CASE_METHOD(Fixture, "A pid that is another program's by now says nothing") {
  finder.fd_uses[100] = {100, "cron", "", 60, 64};
  Settle(Sockets());
  CHECK(Program(*Settle(Sockets()), "app").fds->open == 5000);
}

TEST_CASE_METHOD(Fixture, "What was counted of a process goes with its last socket") {
  Settle(Sockets());
  Settle(Sockets());
  const auto snapshot = Settle({Client(2, 443, kEstablished, 8)});
  CHECK(Program(*snapshot, "app").fds->open == 5000);
  CHECK_FALSE(Program(*snapshot, "web").fds);
}

TEST_CASE_METHOD(Fixture, "A program is there once, whatever the number of its groups") {
  Settle({Client(1, 443, kEstablished, 7), Client(2, 5432, kEstablished, 8)});
  const auto snapshot = slot.Get();
  CHECK(std::count_if(snapshot->programs.begin(), snapshot->programs.end(),
                      [](const ProgramRow& row) { return row.process == "app"; }) == 1);
}

}  // namespace
}  // namespace sockwatch::testing
