#include "web/connection_reaper.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>

#include "base/unique_fd.h"

namespace sockwatch {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShort{50};
constexpr milliseconds kLong{60'000};

// Both ends of a connection: the reaper is told of `ours`, the client looks at `theirs`.
struct Pair {
  Pair() {
    std::array<int, 2> fds{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) == 0);
    ours.Reset(fds[0]);
    theirs.Reset(fds[1]);
  }

  [[nodiscard]] bool IsCut(milliseconds patience = milliseconds(10'000)) const {
    pollfd waiting{theirs.Get(), POLLRDHUP, 0};
    return ::poll(&waiting, 1, static_cast<int>(patience.count())) == 1;
  }

  UniqueFd ours;
  UniqueFd theirs;
};

struct Fixture {
  std::uint64_t Rejected(HttpRejection why) {
    return stats.http_rejected.at(static_cast<std::size_t>(why)).Get();
  }

  SelfStats stats;
  Pair first;
  Pair second;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "the reaper shuts down a connection at its deadline and counts it") {
  ConnectionReaper reaper({kShort, kLong, 8, 8}, stats);
  reaper.Opened(first.ours.Get());
  CHECK(first.IsCut());
  CHECK(Rejected(HttpRejection::kHeaderTimeout) == 1);
}

TEST_CASE_METHOD(Fixture, "the reaper leaves a descriptor alone once its connection is closed") {
  ConnectionReaper reaper({kShort, kLong, 8, 8}, stats);
  reaper.Opened(first.ours.Get());
  reaper.Closed(first.ours.Get());
  reaper.Opened(second.ours.Get());  // when it is cut, the first one's time is over too
  CHECK(second.IsCut());
  CHECK_FALSE(first.IsCut(milliseconds(0)));
}

TEST_CASE_METHOD(Fixture, "the reaper wakes for a deadline earlier than the one it sleeps for") {
  ConnectionReaper reaper({kLong, kShort, 8, 8}, stats);
  reaper.Opened(first.ours.Get());
  reaper.Opened(second.ours.Get());
  reaper.HeaderComplete(second.ours.Get());
  reaper.ResponseSent(second.ours.Get());
  CHECK(second.IsCut());
  CHECK_FALSE(first.IsCut(milliseconds(0)));
  CHECK(Rejected(HttpRejection::kHeaderTimeout) == 0);
}

TEST_CASE_METHOD(Fixture, "the reaper makes room at once") {
  ConnectionReaper reaper({kLong, kLong, 1, 8}, stats);
  reaper.Opened(first.ours.Get());
  reaper.Opened(second.ours.Get());
  CHECK(first.IsCut(milliseconds(0)));
  CHECK_FALSE(second.IsCut(milliseconds(0)));
  CHECK(Rejected(HttpRejection::kConnectionLimit) == 1);
}

TEST_CASE_METHOD(Fixture, "the reaper cuts the oldest on demand as long as there is one") {
  ConnectionReaper reaper({kLong, kLong, 8, 8}, stats);
  CHECK_FALSE(reaper.CutOldest());
  reaper.Opened(first.ours.Get());
  CHECK(reaper.CutOldest());
  CHECK(first.IsCut(milliseconds(0)));
  CHECK_FALSE(reaper.CutOldest());
}

}  // namespace sockwatch
