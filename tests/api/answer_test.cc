#include "api/answer.h"

#include <catch2/catch.hpp>

#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Ask;
using testing::At;

Envelope FullEnvelope() {
  return {.program = "sockwatchd",
          .version = "0.1.0",
          .mode = "daemon",
          .host = "web-1",
          .now = At(1000),
          .sampled_at = At(998),
          .interval_seconds = 5};
}

}  // namespace

TEST_CASE("An answer says who answers, of when, and to what") {
  const Query query = Ask(Resource::kSockets, {{"state", "listen"}, {"limit", "2"}});
  const Json answer = MakeAnswer(FullEnvelope(), query, {.total = 9, .truncated = true});
  CHECK(answer["api"] == "v1");
  CHECK(answer["host"] == "web-1");
  CHECK(answer["now"] == 1000);
  CHECK(answer["sampled_at"] == 998);
  CHECK(answer["filters"].dump() == R"({"state":["listen"]})");
  CHECK(answer["limit"] == 2);
  CHECK(answer["total"] == 9);
  CHECK(answer["truncated"] == true);
  CHECK_FALSE(answer.contains("namespaces"));
}

TEST_CASE("What is not known is null") {
  Envelope envelope = FullEnvelope();
  envelope.sampled_at.reset();
  envelope.interval_seconds.reset();
  const Json answer = MakeAnswer(envelope, Ask(Resource::kLeaks), {});
  CHECK(answer["sampled_at"].is_null());
  CHECK(answer["interval_seconds"].is_null());
}

TEST_CASE("Bytes that are no UTF-8 cannot spoil a document") {
  Envelope envelope = FullEnvelope();
  envelope.host =
      "a\xff"
      "b";
  const std::string text = ToText(MakeAnswer(envelope, Ask(Resource::kLeaks), {}));
  CHECK(Json::parse(text)["host"] ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(Json::parse(ToText(MakeError("\xff")))["error"]["message"] == "\xEF\xBF\xBD");
}

}  // namespace sockwatch::api
