#include "web/router.h"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace sockwatch {
namespace {

HttpResponse WithGzip() {
  HttpResponse response;
  response.body = std::make_shared<const std::string>("plain");
  response.gzip_body = std::make_shared<const std::string>("zipped");
  return response;
}

HttpResponse WithoutGzip() {
  HttpResponse response;
  response.content_type = "text/html";
  response.body = std::make_shared<const std::string>("page");
  return response;
}

std::string Header(const HttpReply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers) {
    if (key == name) return value;
  }
  return "";
}

struct Fixture {
  SelfStats stats;
  Router router{{{"/metrics", WithGzip},
                 {"/", WithoutGzip},
                 {"/empty", [] { return HttpResponse{}; }},
                 {"/broken", []() -> HttpResponse { throw std::runtime_error("no"); }}},
                stats};

  std::uint64_t Rejected(HttpRejection why) {
    return stats.http_rejected.at(static_cast<std::size_t>(why)).Get();
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a known path is answered by its handler for GET and HEAD") {
  const auto* const method = GENERATE("GET", "HEAD");
  const HttpReply reply = router.Answer({method, "/", ""});
  CHECK(reply.status == 200);
  CHECK(*reply.body == "page");
  CHECK(Header(reply, "Content-Type") == "text/html");
  CHECK(Header(reply, "X-Content-Type-Options") == "nosniff");
  CHECK(Header(reply, "Vary").empty());
}

TEST_CASE_METHOD(Fixture, "the compressed body goes to those who take it and the plain to others") {
  const HttpReply zipped = router.Answer({"GET", "/metrics", "gzip"});
  CHECK(*zipped.body == "zipped");
  CHECK(Header(zipped, "Content-Encoding") == "gzip");
  CHECK(Header(zipped, "Vary") == "Accept-Encoding");

  const HttpReply plain = router.Answer({"GET", "/metrics", "gzip;q=0"});
  CHECK(*plain.body == "plain");
  CHECK(Header(plain, "Content-Encoding").empty());
  CHECK(Header(plain, "Vary") == "Accept-Encoding");
}

TEST_CASE_METHOD(Fixture, "a page without a compressed form is sent plain whatever is accepted") {
  CHECK(*router.Answer({"GET", "/", "gzip"}).body == "page");
}

TEST_CASE_METHOD(Fixture, "a path must match exactly") {
  const auto* const path = GENERATE("/metrics/", "/metrics/x", "/Metrics", "metrics", "", "//");
  const HttpReply reply = router.Answer({"GET", path, ""});
  CHECK(reply.status == 404);
  CHECK(Header(reply, "Content-Type") == "text/plain; charset=utf-8");
  CHECK(Rejected(HttpRejection::kNotFound) == 1);
}

TEST_CASE_METHOD(Fixture, "other methods are refused on all paths and told what is allowed") {
  const auto* const method = GENERATE("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "");
  const auto* const path = GENERATE("/metrics", "/unknown");
  const HttpReply reply = router.Answer({method, path, ""});
  CHECK(reply.status == 405);
  CHECK(Header(reply, "Allow") == "GET, HEAD");
  CHECK(Rejected(HttpRejection::kMethod) == 1);
  CHECK(Rejected(HttpRejection::kNotFound) == 0);
}

TEST_CASE_METHOD(Fixture, "a handler that throws becomes status 500") {
  CHECK(router.Answer({"GET", "/broken", ""}).status == 500);
}

TEST_CASE_METHOD(Fixture, "a response without a body is empty and not null") {
  CHECK(router.Answer({"GET", "/empty", ""}).body->empty());
}

}  // namespace sockwatch
