#include "procnet/tcp_table_source.h"

#include <fcntl.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

const std::string kHeading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode                                                     \n";

std::string Line(const std::string& state, int port) {
  std::string digits = "0000";
  for (int i = 3; port > 0; --i, port /= 16)
    digits[static_cast<std::size_t>(i)] = "0123456789ABCDEF"[port % 16];
  return "   0: 0100007F:" + digits + " 00000000:0000 " + state +
         " 00000000:00000000 00:00000000 00000000     0        0 42 1 0000000000000000 100 0\n";
}

class Rows final : public SampleSink {
 public:
  DumpResult Accept(std::span<const SocketSample> rows) override {
    all.insert(all.end(), rows.begin(), rows.end());
    return verdict;
  }
  std::vector<SocketSample> all;
  DumpResult verdict = DumpResult::kComplete;
};

struct Fixture {
  UniqueFd Open(const std::string& text) {
    proc.Write("tcp", text);
    return UniqueFd(::open(proc.Path("tcp").c_str(), O_RDONLY | O_CLOEXEC));
  }
  TempProc proc;
  TcpTableSource source;
  Rows rows;
};

TEST_CASE_METHOD(Fixture, "Both files are one dump, and each dump reads them anew") {
  source.Hand(Open(kHeading + Line("0A", 80) + Line("01", 81)), Open(kHeading + Line("0A", 82)));
  CHECK(source.Dump(rows) == DumpResult::kComplete);
  CHECK(source.Dump(rows) == DumpResult::kComplete);
}

TEST_CASE_METHOD(Fixture, "Listeners and connections are parts of the whole") {
  source.Hand(Open(kHeading + Line("0A", 80) + Line("01", 81) + Line("0A", 82)), UniqueFd());
  CHECK(source.DumpListeners(rows) == DumpResult::kComplete);
  REQUIRE(rows.all.size() == 2);
  CHECK(rows.all[1].local_port == 82);
  CHECK(source.DumpConnections(rows) == DumpResult::kComplete);
  REQUIRE(rows.all.size() == 3);
  CHECK(rows.all[2].local_port == 81);
}

TEST_CASE_METHOD(Fixture, "Lines go on across reads, and batches are many") {
  std::string text = kHeading;
  for (int port = 1; port <= 2000; ++port) text += Line("01", port);
  source.Hand(Open(text), UniqueFd());
  CHECK(source.Dump(rows) == DumpResult::kComplete);
  REQUIRE(rows.all.size() == 2000);
  for (int port = 1; port <= 2000; ++port) {
    CHECK(rows.all[static_cast<std::size_t>(port) - 1].local_port == port);
  }
}

TEST_CASE_METHOD(Fixture, "A table without sockets is a complete dump") {
  source.Hand(Open(kHeading), UniqueFd());
  CHECK(source.Dump(rows) == DumpResult::kComplete);
  CHECK(rows.all.empty());
}

TEST_CASE_METHOD(Fixture,
                 "Every table cut short within a line is malformed, with the rows before") {
  const std::string text = kHeading + Line("01", 80) + Line("01", 81);
  for (std::size_t length = 1; length < text.size(); ++length) {
    const bool at_line_end = text[length - 1] == '\n';
    source.Hand(Open(text.substr(0, length)), UniqueFd());
    const DumpResult expected = at_line_end ? DumpResult::kComplete : DumpResult::kMalformed;
    CHECK(source.Dump(rows) == expected);
  }
}

TEST_CASE_METHOD(Fixture, "A line longer than the buffer, or of nonsense, is malformed") {
  source.Hand(Open(std::string(100'000, 'x')), UniqueFd());
  CHECK(source.Dump(rows) == DumpResult::kMalformed);
  source.Hand(Open(kHeading + "nonsense\n"), UniqueFd());
  CHECK(source.Dump(rows) == DumpResult::kMalformed);
}

TEST_CASE_METHOD(Fixture, "A sink that has had enough ends the dump, and no file is none") {
  source.Hand(Open(kHeading + Line("01", 80)), UniqueFd());
  rows.verdict = DumpResult::kStopped;
  CHECK(source.Dump(rows) == DumpResult::kStopped);
  source.Drop();
  CHECK(source.Dump(rows) == DumpResult::kSendFailed);
}

}  // namespace
}  // namespace sockwatch::testing
