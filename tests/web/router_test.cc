#include "web/router.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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

void EchoParameters(const HttpRequest& request, const HttpDone& done) {
  HttpResponse response = WithGzip();
  std::string text(request.path);
  for (const auto& [name, value] : request.parameters) text += " " + name + "=" + value;
  if (request.on_host) text += " on host";
  response.body = std::make_shared<const std::string>(text);
  response.cache_control = "no-store";
  done(std::move(response));
}

struct Fixture {
  SelfStats stats;
  HttpDone late;
  Router router{
      {{"/metrics", WithGzip},
       {"/", WithoutGzip},
       {"/empty", [] { return HttpResponse{}; }},
       {"/api/*", {}, EchoParameters},
       {"/api/late", {}, [this](const HttpRequest&, const HttpDone& done) { late = done; }},
       {"/api/broken", {}, [](const HttpRequest&, const HttpDone&) { throw 1; }},
       {"/broken", []() -> HttpResponse { throw std::runtime_error("no"); }}},
      stats};

  HttpReply Answer(const HttpRequest& request) {
    HttpReply reply;
    router.Answer(request, [&](HttpReply given) { reply = std::move(given); });
    return reply;
  }

  std::uint64_t Rejected(HttpRejection why) {
    return stats.http_rejected.at(static_cast<std::size_t>(why)).Get();
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a known path is answered by its handler for GET and HEAD") {
  const auto* const method = GENERATE("GET", "HEAD");
  const HttpReply reply = Answer({method, "/", ""});
  CHECK(reply.status == 200);
  CHECK(*reply.body == "page");
  CHECK(Header(reply, "Content-Type") == "text/html");
  CHECK(Header(reply, "X-Content-Type-Options") == "nosniff");
  CHECK(Header(reply, "Vary").empty());
}

TEST_CASE_METHOD(Fixture, "the compressed body goes to those who take it and the plain to others") {
  const HttpReply zipped = Answer({"GET", "/metrics", "gzip"});
  CHECK(*zipped.body == "zipped");
  CHECK(Header(zipped, "Content-Encoding") == "gzip");
  CHECK(Header(zipped, "Vary") == "Accept-Encoding");

  const HttpReply plain = Answer({"GET", "/metrics", "gzip;q=0"});
  CHECK(*plain.body == "plain");
  CHECK(Header(plain, "Content-Encoding").empty());
  CHECK(Header(plain, "Vary") == "Accept-Encoding");
}

TEST_CASE_METHOD(Fixture, "a page without a compressed form is sent plain whatever is accepted") {
  CHECK(*Answer({"GET", "/", "gzip"}).body == "page");
}

TEST_CASE_METHOD(Fixture, "a path must match exactly") {
  const auto* const path = GENERATE("/metrics/", "/metrics/x", "/Metrics", "metrics", "", "//");
  const HttpReply reply = Answer({"GET", path, ""});
  CHECK(reply.status == 404);
  CHECK(Header(reply, "Content-Type") == "text/plain; charset=utf-8");
  CHECK(Rejected(HttpRejection::kNotFound) == 1);
}

TEST_CASE_METHOD(Fixture, "other methods are refused on all paths and told what is allowed") {
  const auto* const method = GENERATE("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "");
  const auto* const path = GENERATE("/metrics", "/unknown");
  const HttpReply reply = Answer({method, path, ""});
  CHECK(reply.status == 405);
  CHECK(Header(reply, "Allow") == "GET, HEAD");
  CHECK(Rejected(HttpRejection::kMethod) == 1);
  CHECK(Rejected(HttpRejection::kNotFound) == 0);
}

TEST_CASE_METHOD(Fixture, "a handler that throws becomes status 500") {
  CHECK(Answer({"GET", "/broken", ""}).status == 500);
}

TEST_CASE_METHOD(Fixture, "a handler that answers by the request sees what was asked and by whom") {
  const HttpReply reply =
      Answer({.method = "GET", .path = "/api/x", .parameters = {{"a", "1"}}, .on_host = true});
  CHECK(*reply.body == "/api/x a=1 on host");
  CHECK(Header(reply, "Cache-Control") == "no-store");
  CHECK(*Answer({"GET", "/api/x", "gzip"}).body == "zipped");
}

TEST_CASE_METHOD(Fixture, "a prefix takes what is below it, unless another route is that path") {
  CHECK(*Answer({"GET", "/api/a/b", ""}).body == "/api/a/b");
  CHECK(*Answer({"GET", "/api/", ""}).body == "/api/");
  CHECK(Answer({"GET", "/api", ""}).status == 404);
  CHECK(Answer({"GET", "/apis", ""}).status == 404);
  CHECK(Answer({"GET", "/api/broken", ""}).status == 500);
}

TEST_CASE_METHOD(Fixture,
                 "a handler may answer after it has returned, and after the request is gone") {
  std::vector<HttpReply> replies;
  {
    const std::string accept = "gzip";
    router.Answer({"GET", "/api/late", accept},
                  [&](HttpReply reply) { replies.push_back(std::move(reply)); });
  }
  CHECK(replies.empty());
  late(WithGzip());
  REQUIRE(replies.size() == 1);
  CHECK(*replies[0].body == "zipped");
}

TEST_CASE_METHOD(Fixture, "a response without a body is empty and not null") {
  CHECK(Answer({"GET", "/empty", ""}).body->empty());
}

}  // namespace sockwatch
