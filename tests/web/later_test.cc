// Answers that come later, over real connections: the server's thread, the one that answers, and
// whoever stops the server meet here.
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server_fixture.h"
#include "support/http_client.h"

namespace sockwatch::testing {
namespace {

HttpResponse Plain(const std::string& text) {
  HttpResponse response;
  response.body = std::make_shared<const std::string>(text);
  return response;
}

// "/later": holds what is to be answered until the test does so.
class LaterFixture : public ServerFixture {
 public:
  LaterFixture() = default;

  void StartLater() {
    Start({{"/later", {}, [this](const HttpRequest&, const HttpDone& done) { Hold(done); }},
           {"/who", {}, Who}});
  }

  HttpDone Next() {
    const std::scoped_lock lock(mutex_);
    return held_.at(next_++).get_future().get();
  }

 private:
  static constexpr std::size_t kMost = 64;

  static void Who(const HttpRequest& request, const HttpDone& done) {
    std::string text = request.on_host ? "host" : "elsewhere";
    for (const auto& [name, value] : request.parameters) {
      text.append("|").append(name).append("=").append(value);
    }
    done(Plain(text));
  }

  void Hold(const HttpDone& done) { held_.at(asked_.fetch_add(1)).set_value(done); }

  std::mutex mutex_;
  std::size_t next_ = 0;
  std::atomic<std::size_t> asked_{0};
  std::vector<std::promise<HttpDone>> held_{kMost};
};

constexpr const char* kLater = "GET /later HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace

TEST_CASE_METHOD(LaterFixture, "a connection waits for its answer, and others are served") {
  StartLater();
  RawConnection waiting(Address());
  REQUIRE(waiting.Send(kLater));
  const HttpDone done = Next();
  CHECK(Get(Address(), "/").value().body == "hello\n");
  done(Plain("late"));
  CHECK(waiting.ReadAnswer().value().body == "late");
}

TEST_CASE_METHOD(LaterFixture, "it goes on with the next request on the same connection") {
  StartLater();
  RawConnection connection(Address());
  for (const char* text : {"one", "two"}) {
    REQUIRE(connection.Send(kLater));
    Next()(Plain(text));
    CHECK(connection.ReadAnswer().value().body == text);
  }
  REQUIRE(connection.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  CHECK(connection.ReadAnswer().value().body == "hello\n");
}

TEST_CASE_METHOD(LaterFixture, "the first answer counts, whatever comes after it") {
  StartLater();
  RawConnection connection(Address());
  REQUIRE(connection.Send(kLater));
  const HttpDone done = Next();
  done(Plain("first"));
  done(Plain("second"));
  CHECK(connection.ReadAnswer().value().body == "first");
}

TEST_CASE_METHOD(LaterFixture, "a client that has gone meanwhile leaves nothing behind") {
  StartLater();
  HttpDone done;
  {
    RawConnection gone(Address());
    REQUIRE(gone.Send(kLater));
    done = Next();
  }
  done(Plain(std::string(kLargeBytes, 'x')));
  done = nullptr;
  CHECK(Get(Address(), "/").value().status == 200);
}

TEST_CASE_METHOD(LaterFixture, "no header deadline runs while an answer is awaited") {
  options.header_timeout = std::chrono::milliseconds(50);
  options.keepalive_timeout = std::chrono::milliseconds(50);
  StartLater();
  RawConnection waiting(Address());
  REQUIRE(waiting.Send(kLater));
  const HttpDone done = Next();
  // Another connection that is cut shows that the deadline has passed.
  const RawConnection silent(Address());
  REQUIRE(silent.WaitForClose());
  done(Plain("late"));
  CHECK(waiting.ReadAnswer().value().body == "late");
  CHECK(waiting.WaitForClose());
}

TEST_CASE_METHOD(LaterFixture, "the time an answer takes is not counted as a client's silence") {
  options.idle_timeout = std::chrono::seconds(1);
  options.header_timeout = std::chrono::milliseconds(2500);
  StartLater();
  RawConnection waiting(Address());
  REQUIRE(waiting.Send(kLater));
  const HttpDone done = Next();
  const RawConnection silent(Address());
  REQUIRE(silent.WaitForClose());
  done(Plain("late"));
  CHECK(waiting.ReadAnswer().value().body == "late");
}

TEST_CASE_METHOD(LaterFixture, "a server that stops tells those that wait, and none is left") {
  StartLater();
  std::vector<RawConnection> waiting;
  std::vector<HttpDone> late;
  for (int i = 0; i < 5; ++i) {
    REQUIRE(waiting.emplace_back(Address()).Send(kLater));
    late.push_back(Next());
  }
  server.reset();
  for (RawConnection& connection : waiting) CHECK(connection.WaitForClose());
  for (const HttpDone& done : late) done(Plain("too late"));
}

TEST_CASE_METHOD(LaterFixture, "answers, departures and the stop may come at the same time") {
  for (int round = 0; round < 10; ++round) {
    LaterFixture fixture;
    fixture.StartLater();
    std::vector<RawConnection> waiting;
    std::vector<HttpDone> late;
    for (int i = 0; i < 6; ++i) {
      REQUIRE(waiting.emplace_back(fixture.Address()).Send(kLater));
      late.push_back(fixture.Next());
    }
    std::thread answering([&] {
      for (const HttpDone& done : late) done(Plain("x"));
    });
    std::thread leaving([&] { waiting.resize(3); });
    fixture.server.reset();
    answering.join();
    leaving.join();
  }
}

TEST_CASE_METHOD(LaterFixture, "the query string is decoded, name by name, repeated ones too") {
  StartLater();
  CHECK(Get(Address(), "/who?a=1&b=%2F%20+x&a=2&c&d=").value().body ==
        "elsewhere|a=1|b=/  x|a=2|c=|d=");
}

TEST_CASE_METHOD(LaterFixture, "a client on this host is known, unless a proxy speaks for it") {
  StartLater();
  const auto ask = [&](const std::string& headers) {
    RawConnection connection(Address());
    connection.Send("GET /who HTTP/1.1\r\n" + headers + "\r\n");
    return connection.ReadAnswer().value().body;
  };
  CHECK(ask("Host: 127.0.0.1\r\n") == "host");
  CHECK(ask("Host: 127.0.0.1\r\nX-Forwarded-For: 10.0.0.1\r\n") == "elsewhere");
  CHECK(ask("Host: 127.0.0.1\r\nforwarded: for=10.0.0.1\r\n") == "elsewhere");
  CHECK(ask("Host: evil.example\r\n") == "elsewhere");
}

}  // namespace sockwatch::testing
