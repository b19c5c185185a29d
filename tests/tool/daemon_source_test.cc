// Against an HTTP server of our own that says what a test wants.
#include "tool/daemon_source.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <mutex>

#include "fake_source.h"
#include "tool/auto_source.h"
#include "web/server_fixture.h"

namespace sockwatch::tool {
namespace {

using Catch::Matchers::Contains;

// Answers everything below /api/v1/ with one status and body.
class Daemon {
 public:
  Daemon(unsigned status, std::string body) : status_(status), body_(std::move(body)) {
    fixture_.Start({{"/api/v1/*", {}, [this](const HttpRequest& request, const HttpDone& done) {
                       const std::scoped_lock lock(mutex_);
                       asked_ = std::string(request.path);
                       parameters_ = request.parameters;
                       done({.status = status_,
                             .content_type = "application/json",
                             .body = std::make_shared<const std::string>(body_),
                             .gzip_body = nullptr});
                     }}});
  }

  [[nodiscard]] std::string Url() const { return "http://" + fixture_.Address(); }
  Result<Json> Get(const std::string& resource, const Filters& filters = {}) const {
    return MakeDaemonSource(Url())->Get(resource, filters);
  }
  std::string Asked() {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }
  api::Parameters Parameters() {
    const std::scoped_lock lock(mutex_);
    return parameters_;
  }

 private:
  unsigned status_;
  std::string body_;
  std::mutex mutex_;
  std::string asked_;
  api::Parameters parameters_;
  testing::ServerFixture fixture_;  // last: its threads use the rest
};

TEST_CASE("a document is asked for by its path and filters, and comes as it is") {
  Daemon daemon(200, R"({"api": "v1", "total": 1, "data": [{"process": "a"}]})");
  Filters filters;
  filters.process = {"a b"};
  const auto answer = daemon.Get("groups", filters);
  REQUIRE(answer);
  CHECK(answer.Value()["data"][0]["process"] == "a");
  CHECK(daemon.Asked() == "/api/v1/groups");
  CHECK(daemon.Parameters() == api::Parameters{{"process", "a b"}});
}

TEST_CASE("a refusal is told with its status and the daemon's own reason") {
  Daemon daemon(403, R"({"error": {"message": "rows are for this host alone"}})");
  CHECK_THAT(daemon.Get("sockets").Failure().text,
             Contains("status 403: rows are for this host alone"));
  Daemon old(404, "not found\n");
  CHECK_THAT(old.Get("sockets").Failure().text, Contains("status 404"));
}

TEST_CASE("what is not our API is no document") {
  for (const char* body : {"<html>", "{}", "[]", "", R"({"api": "v1"})", R"({"data": []})"}) {
    Daemon daemon(200, body);
    CHECK_THAT(daemon.Get("states").Failure().text, Contains("something else"));
  }
  Daemon newer(200, R"({"api": "v2", "data": []})");
  CHECK_THAT(newer.Get("states").Failure().text, Contains("another version"));
}

TEST_CASE("states of single sockets are counted from their peers") {
  Daemon daemon(200, R"({"api": "v1", "truncated": false, "data": [
      {"states": {"established": 2, "close_wait": 1}}, {"states": {"established": 3}}]})");
  Filters filters;
  filters.remote = {"10.0.0.1"};
  const auto answer = daemon.Get("states", filters);
  REQUIRE(answer);
  CHECK(daemon.Asked() == "/api/v1/peers");
  const Json& data = answer.Value()["data"];
  CHECK(data["total"]["established"] == 5);
  CHECK(data["total"]["close_wait"] == 1);
  CHECK(data["families"].is_null());
  CHECK(data["approximate"] == false);
}

TEST_CASE("nobody listening is noticed at once, and a password is not printed") {
  const auto started = std::chrono::steady_clock::now();
  const auto answer = MakeDaemonSource("http://user:secret@127.0.0.1:1/")->Get("states", {});
  CHECK_THAT(answer.Failure().text, Contains("http://127.0.0.1:1 does not answer"));
  CHECK_THAT(answer.Failure().text, !Contains("secret"));
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(5));
}

struct Both {
  Both() {
    auto daemon = std::make_unique<FakeSource>();
    auto kernel = std::make_unique<FakeSource>();
    daemon_ = daemon.get();
    kernel_ = kernel.get();
    kernel_->Answer("states", {{"from", "kernel"}});
    both = MakeAutoSource(std::move(daemon), std::move(kernel),
                          [this](const std::string& text) { said.push_back(text); });
  }
  std::string From() { return both->Get("states", {}).Value()["data"]["from"]; }

  FakeSource* daemon_;
  FakeSource* kernel_;
  std::unique_ptr<Source> both;
  std::vector<std::string> said;
};

TEST_CASE("a daemon that answers is asked alone, and nothing is said") {
  Both both;
  both.daemon_->Answer("states", {{"from", "daemon"}});
  CHECK(both.From() == "daemon");
  CHECK(both.kernel_->asked.empty());
  CHECK(both.said.empty());
}

TEST_CASE("without a daemon the kernel answers, which is said once and stays so") {
  Both both;
  CHECK(both.From() == "kernel");
  both.daemon_->Answer("states", {{"from", "daemon"}});
  CHECK(both.From() == "kernel");
  REQUIRE(both.said.size() == 1);
  CHECK(both.said[0] == "no states; asking the kernel instead");
}

TEST_CASE("the kernel can stand in for a daemon of this host only") {
  CHECK(IsOfThisHost(kDefaultUrl));
  CHECK(IsOfThisHost("https://user:word@localhost:10106/path"));
  CHECK(IsOfThisHost("http://[::1]:10106"));
  CHECK(IsOfThisHost("unix:/run/sockwatch.sock"));
  CHECK_FALSE(IsOfThisHost("http://web-7:10106"));
  CHECK_FALSE(IsOfThisHost("http://192.0.2.1:10106"));
}

}  // namespace
}  // namespace sockwatch::tool
