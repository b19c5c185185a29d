#include "procnet/netstat.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

constexpr KernelEventCounts kCounts = {11, 22, 33, 44, 55, 66, 77, 88, 99, 18446744073709551615U};

std::uint64_t Of(const KernelEventCounts& counts, KernelEvent event) {
  return counts.at(static_cast<std::size_t>(event));
}

TEST_CASE("events are found by the names of their columns, in whatever order and company") {
  CHECK(ParseNetstat(NetstatText(kCounts)) == kCounts);
}

TEST_CASE("the whole file of a running kernel is understood") {
  std::ifstream file(SOCKWATCH_SOURCE_DIR "/tests/fuzz/corpus/procnet/netstat");
  std::stringstream text;
  text << file.rdbuf();
  const auto counts = ParseNetstat(text.str());
  REQUIRE(counts);
  CHECK(Of(*counts, KernelEvent::kListenOverflows) == 3);
  CHECK(Of(*counts, KernelEvent::kListenDrops) == 4);
  CHECK(Of(*counts, KernelEvent::kTcpSynRetrans) == 2);
}

TEST_CASE("an event that the kernel does not count is 0") {
  const auto counts = ParseNetstat("TcpExt: TW ListenDrops\nTcpExt: 5 6\n");
  REQUIRE(counts);
  CHECK(Of(*counts, KernelEvent::kListenDrops) == 6);
  CHECK(Of(*counts, KernelEvent::kListenOverflows) == 0);
}

TEST_CASE("other groups' columns and other spellings are not ours") {
  CHECK_FALSE(ParseNetstat("MPTcpExt: ListenDrops\nMPTcpExt: 1\n"));
  CHECK_FALSE(ParseNetstat("TcpExt: listendrops ListenDrop ListenDropsX\nTcpExt: 1 2 3\n"));
  CHECK(ParseNetstat("IpExt: A\nIpExt: 1\nTcpExt: ListenDrops\nTcpExt: 2\n"));
}

TEST_CASE("lines that do not match give nothing") {
  for (const char* bad : {"", "\n", "TcpExt:\nTcpExt:\n", "TcpExt: ListenDrops\n",
                          "TcpExt: ListenDrops\nTcpExt:\n", "TcpExt: ListenDrops TW\nTcpExt: 1\n",
                          "TcpExt: ListenDrops\nTcpExt: 1 2\n", "TcpExt: TW\nTcpExt: 1\n"}) {
    CHECK_FALSE(ParseNetstat(bad));
  }
}

TEST_CASE("a count that is no number gives nothing, a foreign one is not looked at") {
  for (const char* bad : {"-1", "1x", "18446744073709551616", "+1", "0x10"}) {
    CHECK_FALSE(
        ParseNetstat("TcpExt: ListenDrops TCPSynRetrans\nTcpExt: 1 " + std::string(bad) + "\n"));
  }
  CHECK(ParseNetstat("TcpExt: TW ListenDrops\nTcpExt: -1 1\n"));
}

TEST_CASE("no prefix of netstat short of the whole second line gives counts") {
  const std::string text = NetstatText(kCounts);
  const std::size_t needed = text.find("IpExt:", 1);
  for (std::size_t length = 0; length < needed; ++length) {
    REQUIRE_FALSE(ParseNetstat(std::string_view(text).substr(0, length)));
  }
  for (std::size_t length = needed; length <= text.size(); ++length) {
    REQUIRE(ParseNetstat(std::string_view(text).substr(0, length)) == kCounts);
  }
}

}  // namespace
}  // namespace sockwatch::testing
