#include "web/connection_deadlines.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

using std::chrono::seconds;

constexpr MonoTime kStart{std::chrono::hours(1)};
constexpr DeadlineLimits kLimits{seconds(5), seconds(75), 3, 4};

struct Fixture {
  ConnectionDeadlines deadlines{kLimits};

  static MonoTime At(int second) { return kStart + seconds(second); }

  std::vector<ConnectionCut> CutAt(int second) {
    std::vector<ConnectionCut> cuts;
    deadlines.CutExpired(At(second), [&](const ConnectionCut& cut) { cuts.push_back(cut); });
    return cuts;
  }

  void Serve(int fd, int from, int to) {
    deadlines.RequestLineSeen(fd, At(from));
    deadlines.HeaderComplete(fd, At(from));
    deadlines.ResponseSent(fd, At(to));
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "without connections there is no deadline") {
  CHECK(deadlines.Next() == ConnectionDeadlines::kNever);
  CHECK(CutAt(1000).empty());
}

TEST_CASE_METHOD(Fixture, "a new connection has the header timeout for its whole header") {
  CHECK(deadlines.Opened(7, At(0)) == At(5));
  CHECK(CutAt(4).empty());
  const auto cuts = CutAt(5);
  REQUIRE(cuts.size() == 1);
  CHECK(cuts[0].fd == 7);
  CHECK(cuts[0].rejected == HttpRejection::kHeaderTimeout);
  CHECK_FALSE(cuts[0].while_serving);
}

TEST_CASE_METHOD(Fixture, "a request line does not extend the first header's deadline") {
  deadlines.Opened(7, At(0));
  deadlines.RequestLineSeen(7, At(4));
  CHECK(deadlines.Next() == At(5));
}

TEST_CASE_METHOD(Fixture, "a connection is cut once") {
  deadlines.Opened(7, At(0));
  CHECK(CutAt(5).size() == 1);
  CHECK(CutAt(6).empty());
  CHECK(deadlines.Next() == ConnectionDeadlines::kNever);
  CHECK_FALSE(deadlines.CutOldest());
}

TEST_CASE_METHOD(Fixture, "what a cut connection still does brings no deadline back") {
  deadlines.Opened(7, At(0));
  CutAt(5);
  Serve(7, 5, 6);
  CHECK(deadlines.Next() == ConnectionDeadlines::kNever);
}

TEST_CASE_METHOD(Fixture, "a response being sent has no deadline") {
  deadlines.Opened(7, At(0));
  deadlines.HeaderComplete(7, At(1));
  CHECK(deadlines.Next() == ConnectionDeadlines::kNever);
}

TEST_CASE_METHOD(Fixture, "an idle keep-alive connection ends quietly after its timeout") {
  deadlines.Opened(7, At(0));
  Serve(7, 1, 2);
  CHECK(deadlines.Next() == At(77));
  const auto cuts = CutAt(77);
  REQUIRE(cuts.size() == 1);
  CHECK_FALSE(cuts[0].rejected);
}

TEST_CASE_METHOD(Fixture, "a next header has the header timeout from its request line") {
  deadlines.Opened(7, At(0));
  Serve(7, 1, 2);
  CHECK(deadlines.RequestLineSeen(7, At(20)) == At(25));
  const auto cuts = CutAt(25);
  REQUIRE(cuts.size() == 1);
  CHECK(cuts[0].rejected == HttpRejection::kHeaderTimeout);
}

TEST_CASE_METHOD(Fixture, "a late request line does not extend the keep-alive timeout") {
  deadlines.Opened(7, At(0));
  Serve(7, 1, 2);
  deadlines.RequestLineSeen(7, At(76));
  CHECK(deadlines.Next() == At(77));
}

TEST_CASE_METHOD(Fixture, "a closed connection has no deadline and its descriptor starts anew") {
  deadlines.Opened(7, At(0));
  deadlines.Opened(8, At(1));
  deadlines.Closed(7);
  CHECK(deadlines.Next() == At(6));
  deadlines.Opened(7, At(10));
  CHECK(CutAt(6).size() == 1);
  CHECK(deadlines.Next() == At(15));
}

TEST_CASE_METHOD(Fixture, "unknown descriptors are ignored") {
  deadlines.Closed(9);
  Serve(9, 0, 1);
  CHECK(deadlines.Next() == ConnectionDeadlines::kNever);
}

TEST_CASE_METHOD(Fixture, "beyond the room the connection waiting longest for a header goes") {
  deadlines.Opened(10, At(0));
  Serve(10, 1, 3);  // waits since 3
  deadlines.Opened(11, At(1));
  deadlines.HeaderComplete(11, At(1));  // served
  deadlines.Opened(12, At(2));          // waits since 2
  CHECK_FALSE(deadlines.CutForRoom(12));
  deadlines.Opened(13, At(4));
  const auto cut = deadlines.CutForRoom(13);
  REQUIRE(cut);
  CHECK(cut->fd == 12);
  CHECK(cut->rejected == HttpRejection::kConnectionLimit);
}

TEST_CASE_METHOD(Fixture, "a cut connection takes no room while it is being closed") {
  for (int fd = 10; fd < 14; ++fd) deadlines.Opened(fd, At(fd));
  CHECK(deadlines.CutForRoom(13));
  CHECK_FALSE(deadlines.CutForRoom(13));
  deadlines.Closed(10);
  CHECK_FALSE(deadlines.CutForRoom(13));
  deadlines.Opened(14, At(14));
  CHECK(deadlines.CutForRoom(14)->fd == 11);
}

TEST_CASE_METHOD(Fixture, "where all are being served the longest goes, never the newest") {
  for (int fd = 10; fd < 13; ++fd) {
    deadlines.Opened(fd, At(0));
    deadlines.HeaderComplete(fd, At(20 - fd));
  }
  deadlines.Opened(13, At(30));
  const auto cut = deadlines.CutForRoom(13);
  REQUIRE(cut);
  CHECK(cut->fd == 12);
  CHECK(cut->while_serving);
}

TEST_CASE_METHOD(Fixture, "when descriptors run out the oldest goes though there is room") {
  CHECK_FALSE(deadlines.CutOldest());
  deadlines.Opened(10, At(0));
  deadlines.Opened(11, At(1));
  CHECK(deadlines.CutOldest()->fd == 10);
  CHECK(deadlines.CutOldest()->fd == 11);
  CHECK_FALSE(deadlines.CutOldest());
}

}  // namespace sockwatch
