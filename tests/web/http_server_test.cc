#include "web/http_server.h"

#include <stdexcept>

#include "support/http_client.h"
#include "web/listen_socket.h"
#include "web/server_fixture.h"

namespace sockwatch::testing {
namespace {

HttpResponse Compressible() {
  HttpResponse response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = std::make_shared<const std::string>("plain text");
  response.gzip_body = std::make_shared<const std::string>("zip\0zip", 7);
  return response;
}

std::string PortOf(const std::string& address) { return address.substr(address.rfind(':') + 1); }

}  // namespace

TEST_CASE_METHOD(ServerFixture, "a page is served with its type and length") {
  Start();
  const auto answer = Get(Address(), "/");
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body == "hello\n");
  CHECK(answer->Header("content-type") == "text/plain; charset=utf-8");
  CHECK(answer->Header("content-length") == "6");
  CHECK(answer->Header("x-content-type-options") == "nosniff");
}

TEST_CASE_METHOD(ServerFixture, "a query string is ignored") {
  Start();
  CHECK(Get(Address(), "/?match[]=x&y=%20")->status == 200);
}

TEST_CASE_METHOD(ServerFixture, "HEAD tells the length and sends no body") {
  Start();
  RawConnection connection(Address());
  connection.Send("HEAD /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto answer = connection.ReadAnswer(true);
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->Header("content-length") == std::to_string(kLargeBytes));
  CHECK(connection.ReadToEnd() == "");
}

TEST_CASE_METHOD(ServerFixture, "an unknown path is answered 404 in plain text and counted") {
  Start();
  const auto answer = Get(Address(), "/metrics/x");
  REQUIRE(answer);
  CHECK(answer->status == 404);
  CHECK(answer->Header("content-type") == "text/plain; charset=utf-8");
  CHECK(Rejected(HttpRejection::kNotFound) == 1);
}

TEST_CASE_METHOD(ServerFixture, "other methods are answered 405 and counted") {
  Start();
  const auto* const method = GENERATE("POST", "PUT", "DELETE", "OPTIONS");
  const auto answer = Ask(Address(), method, "/", "Content-Length: 0\r\n");
  REQUIRE(answer);
  CHECK(answer->status == 405);
  CHECK(answer->Header("allow") == "GET, HEAD");
  CHECK(Rejected(HttpRejection::kMethod) == 1);
}

TEST_CASE_METHOD(ServerFixture, "a request body is not waited for") {
  Start();
  const auto* const method = GENERATE("POST", "GET");
  RawConnection connection(Address());
  connection.Send(std::string(method) +
                  " / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
  const auto answer = connection.ReadAnswer();
  REQUIRE(answer);
  CHECK(answer->Header("connection") == "close");
  CHECK(connection.WaitForClose());
}

TEST_CASE_METHOD(ServerFixture, "the compressed form goes to those who take it") {
  Start({{"/metrics", Compressible}});
  const auto zipped = Get(Address(), "/metrics", "accept-ENCODING: br, GZip;q=0.5\r\n");
  REQUIRE(zipped);
  CHECK(zipped->body == std::string("zip\0zip", 7));
  CHECK(zipped->Header("content-encoding") == "gzip");
  CHECK(zipped->Header("vary") == "Accept-Encoding");
  CHECK(zipped->Header("content-type") == "text/plain; version=0.0.4; charset=utf-8");

  const auto plain = Get(Address(), "/metrics", "Accept-Encoding: gzip;q=0\r\n");
  REQUIRE(plain);
  CHECK(plain->body == "plain text");
  CHECK(plain->Header("content-encoding").empty());
  CHECK(plain->Header("vary") == "Accept-Encoding");
}

TEST_CASE_METHOD(ServerFixture, "several accept-encoding lines count as one") {
  Start({{"/metrics", Compressible}});
  const auto answer =
      Get(Address(), "/metrics", "Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n");
  REQUIRE(answer);
  CHECK(answer->Header("content-encoding") == "gzip");
}

TEST_CASE_METHOD(ServerFixture, "a handler that throws is answered 500 and the server goes on") {
  Start({{"/broken", []() -> HttpResponse { throw std::runtime_error("no"); }}});
  CHECK(Get(Address(), "/broken")->status == 500);
  CHECK(Get(Address(), "/")->status == 200);
}

TEST_CASE_METHOD(ServerFixture, "a connection serves request after request") {
  Start();
  RawConnection connection(Address());
  for (int i = 0; i < 3; ++i) {
    connection.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto answer = connection.ReadAnswer();
    REQUIRE(answer);
    CHECK(answer->body == "hello\n");
  }
}

TEST_CASE_METHOD(ServerFixture, "requests sent ahead are answered in order") {
  Start();
  RawConnection connection(Address());
  connection.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /no HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(connection.ReadAnswer()->status == 200);
  CHECK(connection.ReadAnswer()->status == 404);
}

TEST_CASE_METHOD(ServerFixture, "a body lives until it is sent though its owner lets it go") {
  auto body = std::make_shared<const std::string>(kLargeBytes, 'y');
  const std::weak_ptr<const std::string> watch = body;
  Start({{"/once", [&body] {
            HttpResponse response;
            response.body = std::move(body);
            return response;
          }}});
  {
    RawConnection connection(Address(), 4096);
    connection.Send("GET /once HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(connection.WaitForBytes());
    CHECK_FALSE(watch.expired());
    const auto answer = connection.ReadAnswer();
    REQUIRE(answer);
    CHECK(answer->body == std::string(kLargeBytes, 'y'));
  }
  server.reset();
  CHECK(watch.expired());
}

TEST_CASE_METHOD(ServerFixture, "several addresses are served at once") {
  options.listen_addresses = {"127.0.0.1:0", "127.0.0.1:0"};
  Start();
  REQUIRE(server->BoundAddresses().size() == 2);
  CHECK(Address(0) != Address(1));
  CHECK(Get(Address(0), "/")->status == 200);
  CHECK(Get(Address(1), "/")->status == 200);
}

TEST_CASE_METHOD(ServerFixture, "all addresses are reached over IPv6 and IPv4") {
  if (!OpenListenSocket("[::1]:0").Ok()) return;  // nothing to test without IPv6
  options.listen_addresses = {GENERATE(":0", "[::]:0")};
  Start();
  CHECK(Get("127.0.0.1:" + PortOf(Address()), "/")->status == 200);
  CHECK(Get("[::1]:" + PortOf(Address()), "/")->status == 200);
}

TEST_CASE_METHOD(ServerFixture, "inherited sockets are served and named after the addresses") {
  auto inherited = OpenListenSocket("127.0.0.1:0");
  REQUIRE(inherited);
  options.inherited_sockets = {inherited.Value().fd.Release()};
  Start();
  REQUIRE(server->BoundAddresses().size() == 2);
  CHECK(Address(1) == inherited.Value().name);
  CHECK(Get(Address(1), "/")->status == 200);
}

TEST_CASE_METHOD(ServerFixture, "one bad address fails the start and is named") {
  Start();
  const std::string taken = Address();
  options.listen_addresses = {"127.0.0.1:0", taken};
  const auto started = HttpServer::Start(options, {}, stats);
  REQUIRE_FALSE(started);
  CHECK(started.Failure().text == "cannot listen on " + taken + ": Address already in use");
}

TEST_CASE_METHOD(ServerFixture, "a server needs something to listen on") {
  options.listen_addresses = {};
  CHECK(HttpServer::Start(options, {}, stats).Failure().text == "no address to listen on");
}

TEST_CASE_METHOD(ServerFixture, "a stopped server frees its address") {
  Start();
  options.listen_addresses = {Address()};
  server.reset();
  Start();
  CHECK(Get(Address(), "/")->status == 200);
}

}  // namespace sockwatch::testing
