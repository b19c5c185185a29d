#include "procnet/tcp_table.h"

#include <catch2/catch.hpp>
#include <string>

#include "sample/ip_text.h"

namespace sockwatch {
namespace {

// As Linux 6.18 writes them on a little-endian machine.
const std::string kEstablished =
    "   2: 0100007F:9C4A 0100007F:1F90 01 0000000A:00000003 01:00000014 00000000  1000        0 "
    "51234 2 0000000000000000 20 4 30 10 -1                    ";
const std::string kListener6 =
    "   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A "
    "00000000:00000002 00:00000000 00000000     0        0 777 1 0000000000000000 100 0 0 10 0";
const std::string kTimeWait =
    "   4: 0100007F:9C4A 0100007F:1F90 06 00000000:00000000 03:00001770 00000000     0        0 "
    "0 3 0000000000000000";

TEST_CASE("A line of tcp is a row without a cookie") {
  const auto row = ParseTcpLine(kEstablished);
  REQUIRE(row.has_value());
  CHECK(row->cookie == 0);
  CHECK(row->state == TcpState::kEstablished);
  CHECK(row->family == Family::kIpv4);
  CHECK(AddressText(row->local) == "127.0.0.1");
  CHECK(row->local_port == 40010);
  CHECK(row->remote_port == 8080);
  CHECK(row->send_queue == 10);
  CHECK(row->receive_queue == 3);
  CHECK(row->inode == 51234);
}

TEST_CASE("A line of tcp6 is told by its addresses") {
  const auto row = ParseTcpLine(kListener6);
  REQUIRE(row.has_value());
  CHECK(row->family == Family::kIpv6);
  CHECK(AddressText(row->local) == "::1");
  CHECK(row->local_port == 22);
  CHECK(row->state == TcpState::kListen);
  CHECK(row->receive_queue == 2);
}

TEST_CASE("The time that TIME_WAIT lasts is given in hundredths of a second") {
  const auto row = ParseTcpLine(kTimeWait);
  REQUIRE(row.has_value());
  CHECK(row->timer == kTimerTimeWait);
  CHECK(row->expires_ms == 60'000);
}

// Up to the blank behind the inode a line may be cut short without being seen.
TEST_CASE("No prefix of a line that lacks its inode is a row") {
  for (const std::string& line : {kEstablished, kListener6, kTimeWait}) {
    const std::size_t needed = line.find(" 0000000000000000") - 1;
    for (std::size_t length = 0; length < needed; ++length) {
      INFO(line.substr(0, length));
      CHECK_FALSE(ParseTcpLine(std::string_view(line).substr(0, length)));
    }
  }
}

std::string Replaced(std::string line, const std::string& from, const std::string& to) {
  return line.replace(line.find(from), from.size(), to);
}

TEST_CASE("What is no row of a known state is none") {
  CHECK_FALSE(ParseTcpLine(Replaced(kEstablished, " 01 ", " 0D ")));
  CHECK_FALSE(ParseTcpLine(Replaced(kEstablished, " 01 ", " 00 ")));
  CHECK_FALSE(ParseTcpLine(Replaced(kEstablished, " 01 ", " 1 01 ")));
  CHECK_FALSE(ParseTcpLine(Replaced(kEstablished, "2:", "2")));
  CHECK_FALSE(ParseTcpLine(Replaced(kEstablished, "0100007F:9C4A", "0100007G:9C4A")));
  CHECK_FALSE(ParseTcpLine(Replaced(kEstablished, "0100007F:9C4A", "0100007F:19C4A")));
  CHECK_FALSE(ParseTcpLine(Replaced(kEstablished, "0100007F:9C4A", "00100007F:9C4A")));
  CHECK_FALSE(ParseTcpLine(Replaced(kEstablished, "0000000A:", "10000000A:")));
  CHECK_FALSE(ParseTcpLine(Replaced(kEstablished, "51234", "5x")));
}

}  // namespace
}  // namespace sockwatch
