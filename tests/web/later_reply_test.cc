#include "web/later_reply.h"

#include <catch2/catch.hpp>
#include <memory>

namespace sockwatch {
namespace {

HttpReply Status(unsigned status) { return {status, {}, {}}; }

struct Fixture {
  bool Await() {
    return reply->Await([this] { ++suspended; }, [this] { ++resumed; });
  }
  std::shared_ptr<LaterReply> reply = std::make_shared<LaterReply>();
  LaterReplies replies;
  int suspended = 0;
  int resumed = 0;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a reply that is there already suspends nothing") {
  reply->Give(Status(200));
  CHECK_FALSE(Await());
  CHECK(suspended + resumed == 0);
  CHECK(reply->Take().value().status == 200);
  CHECK_FALSE(reply->Take());
}

TEST_CASE_METHOD(Fixture, "a reply that comes resumes once, and the first one stays") {
  REQUIRE(Await());
  CHECK_FALSE(reply->Take());
  reply->Give(Status(200));
  reply->Give(Status(500));
  CHECK(resumed == 1);
  CHECK(reply->Take().value().status == 200);
  reply->Give(Status(500));
  CHECK_FALSE(reply->Take());
}

TEST_CASE_METHOD(Fixture, "a connection that is no more is not resumed") {
  REQUIRE(Await());
  reply->Drop();
  reply->Give(Status(200));
  CHECK(resumed == 0);
  CHECK_FALSE(reply->Take());
}

TEST_CASE_METHOD(Fixture, "the stop answers who waits, and lets nobody wait any more") {
  REQUIRE(replies.Add(reply));
  REQUIRE(Await());
  replies.StopAll();
  CHECK(resumed == 1);
  CHECK(reply->Take().value().status == 503);
  CHECK_FALSE(replies.Add(std::make_shared<LaterReply>()));
}

TEST_CASE_METHOD(Fixture, "the stop forgets those that were removed") {
  REQUIRE(replies.Add(reply));
  REQUIRE(Await());
  replies.Remove(reply);
  replies.StopAll();
  CHECK(resumed == 0);
}

}  // namespace sockwatch
