// Clients that hold on, trickle, flood or do not read, and what others notice of them: nothing.
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

#include "support/http_client.h"
#include "web/server_fixture.h"

namespace sockwatch::testing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShort{200};
constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::string_view kHalfRequest = "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ";

std::vector<RawConnection> ConnectMany(const std::string& address, int count,
                                       int receive_buffer = 0) {
  std::vector<RawConnection> connections;
  for (int i = 0; i < count; ++i) {
    connections.emplace_back(address, receive_buffer);
    REQUIRE(connections.back());
  }
  return connections;
}

// Sends a byte every 20 ms until cut off. False if it never was.
bool TrickleUntilCut(RawConnection& connection) {
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < give_up) {
    if (connection.WaitForClose(milliseconds(20)) || !connection.Send("x")) return true;
  }
  return false;
}

// The number of descriptors this process may have, put back at the end.
class DescriptorLimit {
 public:
  DescriptorLimit() { ::getrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;
  ~DescriptorLimit() { Set(before_.rlim_cur); }

  static void LeaveFree(rlim_t count) {
    const UniqueFd next(::dup(STDERR_FILENO));  // the lowest free one
    Set(static_cast<rlim_t>(next.Get()) + count);
  }

  static void Set(rlim_t soft) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min(soft, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE_METHOD(ServerFixture, "a connection that says nothing is cut at the header deadline") {
  options.header_timeout = kShort;
  Start();
  const RawConnection silent(Address());
  CHECK(silent.WaitForClose());
  CHECK(Rejected(HttpRejection::kHeaderTimeout) == 1);
}

TEST_CASE_METHOD(ServerFixture,
                 "a client that trickles its header is cut though it keeps sending") {
  options.header_timeout = kShort;
  Start();
  RawConnection trickler(Address());
  trickler.Send(kHalfRequest);
  CHECK(TrickleUntilCut(trickler));
  CHECK(Rejected(HttpRejection::kHeaderTimeout) == 1);
}

TEST_CASE_METHOD(ServerFixture, "a client that trickles its request line is cut") {
  options.header_timeout = kShort;
  Start();
  RawConnection trickler(Address());
  CHECK(TrickleUntilCut(trickler));
}

TEST_CASE_METHOD(ServerFixture,
                 "between requests a connection may rest beyond the header timeout") {
  options.header_timeout = kShort;
  Start();
  RawConnection connection(Address());
  connection.Send(kRequest);
  REQUIRE(connection.ReadAnswer());
  CHECK_FALSE(connection.WaitForClose(3 * kShort));
  connection.Send(kRequest);
  CHECK(connection.ReadAnswer());
  CHECK(Rejected(HttpRejection::kHeaderTimeout) == 0);
}

TEST_CASE_METHOD(ServerFixture,
                 "the timeout of a stuck response does not end a resting connection") {
  options.idle_timeout = std::chrono::seconds(1);
  Start();
  RawConnection connection(Address());
  connection.Send(kRequest);
  REQUIRE(connection.ReadAnswer());
  CHECK_FALSE(connection.WaitForClose(milliseconds(1500)));
}

TEST_CASE_METHOD(ServerFixture, "a second header that trickles is cut") {
  options.header_timeout = kShort;
  Start();
  RawConnection trickler(Address());
  trickler.Send(kRequest);
  REQUIRE(trickler.ReadAnswer());
  trickler.Send(kHalfRequest);
  CHECK(TrickleUntilCut(trickler));
  CHECK(Rejected(HttpRejection::kHeaderTimeout) == 1);
}

TEST_CASE_METHOD(ServerFixture, "a connection that rests too long after a response is cut") {
  options.keepalive_timeout = kShort;
  Start();
  RawConnection connection(Address());
  connection.Send(kRequest);
  REQUIRE(connection.ReadAnswer());
  SECTION("in silence") { CHECK(connection.WaitForClose()); }
  SECTION("though it trickles a request line") { CHECK(TrickleUntilCut(connection)); }
}

TEST_CASE_METHOD(ServerFixture, "idle connections do not keep a request waiting") {
  Start();
  const auto idle = ConnectMany(Address(), 100);
  CHECK(Get(Address(), "/")->status == 200);
}

TEST_CASE_METHOD(ServerFixture, "near the limit the oldest without a header makes room") {
  options.connection_limit = 10;
  Start();
  RawConnection busy(Address());
  busy.Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  REQUIRE(busy.WaitForBytes());
  const auto idle = ConnectMany(Address(), 9);
  CHECK(idle[0].WaitForClose());
  CHECK_FALSE(idle[1].WaitForClose(milliseconds(0)));
  CHECK(Rejected(HttpRejection::kConnectionLimit) == 1);
  CHECK(busy.ReadAnswer()->body.size() == kLargeBytes);
}

TEST_CASE_METHOD(ServerFixture, "a flood beyond the limit does not keep a request waiting") {
  options.connection_limit = 10;
  Start();
  const auto idle = ConnectMany(Address(), 50);
  CHECK(Get(Address(), "/")->status == 200);
  CHECK(Rejected(HttpRejection::kConnectionLimit) >= 41);
}

TEST_CASE_METHOD(ServerFixture, "clients that do not read a large body do not block others") {
  Start();
  auto readers = ConnectMany(Address(), 20, 4096);
  for (auto& reader : readers) {
    reader.Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(reader.WaitForBytes());
  }
  CHECK(Get(Address(), "/")->status == 200);
}

TEST_CASE_METHOD(ServerFixture, "clients that do not read fill the server only up to its limit") {
  options.connection_limit = 10;
  Start();
  auto readers = ConnectMany(Address(), 30, 4096);
  for (auto& reader : readers) reader.Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(Get(Address(), "/")->status == 200);
}

TEST_CASE_METHOD(ServerFixture, "a response that makes no progress is cut") {
  options.idle_timeout = std::chrono::seconds(1);
  Start();
  RawConnection reader(Address(), 4096);
  reader.Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(reader.WaitForClose());
  CHECK(reader.ReadToEnd().value_or(std::string(kLargeBytes, 'x')).size() < kLargeBytes);
}

TEST_CASE_METHOD(ServerFixture, "a header beyond the memory of a connection is refused") {
  Start();
  RawConnection connection(Address());
  connection.Send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(20'000, 'a'));
  const auto answer = connection.ReadAnswer();
  CHECK((!answer || answer->status == 431));
  CHECK(connection.WaitForClose());
  CHECK(Get(Address(), "/")->status == 200);
}

TEST_CASE_METHOD(ServerFixture, "what is no HTTP ends the connection and nothing else") {
  Start();
  const auto* const noise = GENERATE("\r\n\r\n\r\nnonsense\r\n\r\n", "\x16\x03\x01\x02\n\n",
                                     "GET / HTTP/9.9\r\n\r\n", "GET\r\n\r\n");
  RawConnection connection(Address());
  connection.Send(noise);
  CHECK(connection.WaitForClose());
  CHECK(Get(Address(), "/")->status == 200);
  CHECK(AcceptErrors() == 0);
}

TEST_CASE_METHOD(ServerFixture, "out of descriptors the oldest connections make room at once") {
  const DescriptorLimit restored_at_the_end;
  Start();
  std::vector<RawConnection> clients(20);
  DescriptorLimit::LeaveFree(5);
  for (auto& client : clients) REQUIRE(client.Connect(Address()));
  clients.back().Send(kRequest);
  CHECK(clients.back().ReadAnswer());
  CHECK(AcceptErrors() > 0);
  CHECK(Rejected(HttpRejection::kConnectionLimit) > 0);
}

TEST_CASE_METHOD(ServerFixture, "a server without any descriptor serves again once there is one") {
  Start();
  RawConnection client;
  {
    const DescriptorLimit restored_at_the_end;
    DescriptorLimit::LeaveFree(0);
    REQUIRE(client.Connect(Address()));
    while (AcceptErrors() == 0) std::this_thread::yield();
  }
  client.Send(kRequest);
  CHECK(client.ReadAnswer());
}

TEST_CASE_METHOD(ServerFixture, "a server stops while hundreds of connections are open") {
  const DescriptorLimit restored_at_the_end;
  DescriptorLimit::Set(4096);
  options.connection_limit = 600;
  Start();
  auto clients = ConnectMany(Address(), 500, 4096);
  for (std::size_t i = 0; i < clients.size(); i += 10) {
    clients[i].Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  clients.back().Send(kRequest);
  REQUIRE(clients.back().ReadAnswer());  // so all have been accepted
  server.reset();
  CHECK(clients[1].WaitForClose());
  CHECK(clients[498].WaitForClose());
}

}  // namespace sockwatch::testing
