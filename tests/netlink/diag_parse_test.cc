#include "netlink/diag_parse.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <limits>

#include "netlink/collecting_sink.h"
#include "support/netlink_builder.h"

namespace sockwatch::testing {
namespace {

constexpr DiagExchange kOurs{.sequence = 1, .port_id = 7};

DiagRow WithCookie(std::uint64_t cookie) {
  DiagRow row;
  row.cookie = cookie;
  return row;
}

struct Parse {
  explicit Parse(const Bytes& datagram) : result(ParseDiagDatagram(datagram, kOurs, batch)) {}
  SampleBatch batch;
  DiagParsed result;
};

TEST_CASE("rows without NLMSG_DONE are a part of a dump") {
  const Parse parse(DatagramBuilder().Row(WithCookie(5)).Row(WithCookie(6)).Build());
  CHECK(parse.result.outcome == DiagOutcome::kMore);
  CHECK(Cookies(parse.batch.Rows()) == std::vector<std::uint64_t>{5, 6});
}

TEST_CASE("NLMSG_DONE ends the dump, behind rows or alone") {
  CHECK(Parse(DatagramBuilder().Done().Build()).result.outcome == DiagOutcome::kDone);
  const Parse parse(DatagramBuilder().Row().Done().Build());
  CHECK(parse.result.outcome == DiagOutcome::kDone);
  CHECK(parse.batch.Rows().size() == 1);
}

TEST_CASE("nothing behind NLMSG_DONE is looked at") {
  Bytes bytes = DatagramBuilder().Done().Row().Build();
  bytes.resize(bytes.size() - 5);
  const Parse parse(bytes);
  CHECK(parse.result.outcome == DiagOutcome::kDone);
  CHECK(parse.batch.Rows().empty());
}

TEST_CASE("NLMSG_DONE with an error is an error, not the end") {
  const Parse parse(DatagramBuilder().Row().Done(-ENOMEM).Build());
  CHECK(parse.result.outcome == DiagOutcome::kKernelError);
  CHECK(parse.result.os_error == ENOMEM);
  CHECK(parse.batch.Rows().size() == 1);
}

TEST_CASE("NLMSG_ERROR is an error") {
  const Parse parse(DatagramBuilder().Error(-ENOENT).Build());
  CHECK(parse.result.outcome == DiagOutcome::kKernelError);
  CHECK(parse.result.os_error == ENOENT);
}

TEST_CASE("extended acknowledgements behind an error are ignored") {
  Bytes payload = BytesOf(int{-EINVAL});
  payload.resize(sizeof(nlmsgerr) + 40, std::byte{0xee});
  const Parse parse(DatagramBuilder().Flags(0x200).Message(NLMSG_ERROR, payload).Build());
  CHECK(parse.result.outcome == DiagOutcome::kKernelError);
  CHECK(parse.result.os_error == EINVAL);
}

TEST_CASE("an acknowledgement ends nothing") {
  const Parse parse(DatagramBuilder().Error(0).Row().Build());
  CHECK(parse.result.outcome == DiagOutcome::kMore);
  CHECK(parse.batch.Rows().size() == 1);
}

TEST_CASE("a status that is no errno is malformed") {
  const int status =
      GENERATE(1, -4096, std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
  CHECK(Parse(DatagramBuilder().Done(status).Build()).result.outcome == DiagOutcome::kMalformed);
  CHECK(Parse(DatagramBuilder().Error(status).Build()).result.outcome == DiagOutcome::kMalformed);
}

TEST_CASE("NLMSG_DONE and NLMSG_ERROR need their status") {
  const auto type = GENERATE(std::uint16_t{NLMSG_DONE}, std::uint16_t{NLMSG_ERROR});
  const Parse parse(DatagramBuilder().Message(type, Bytes(3)).Build());
  CHECK(parse.result.outcome == DiagOutcome::kMalformed);
}

TEST_CASE("NLMSG_NOOP is skipped") {
  const Parse parse(DatagramBuilder().Noop().Row().Noop().Done().Build());
  CHECK(parse.result.outcome == DiagOutcome::kDone);
  CHECK(parse.batch.Rows().size() == 1);
}

TEST_CASE("a type that is no answer to our request is malformed") {
  const auto type = GENERATE(std::uint16_t{NLMSG_OVERRUN}, std::uint16_t{5}, std::uint16_t{19},
                             std::uint16_t{20}, std::uint16_t{0xffff});
  const Parse parse(DatagramBuilder().Row().Message(type, Bytes(72)).Row().Done().Build());
  CHECK(parse.result.outcome == DiagOutcome::kMalformed);
  CHECK(parse.batch.Rows().size() == 1);
}

TEST_CASE("NLM_F_DUMP_INTR is reported, on a row or on NLMSG_DONE") {
  constexpr std::uint16_t kInterrupted = NLM_F_MULTI | NLM_F_DUMP_INTR;
  const Parse row(DatagramBuilder().Flags(kInterrupted).Row().Flags(2).Done().Build());
  CHECK(row.result.interrupted);
  CHECK(row.result.outcome == DiagOutcome::kDone);
  CHECK(Parse(DatagramBuilder().Row().Flags(kInterrupted).Done().Build()).result.interrupted);
  CHECK_FALSE(Parse(DatagramBuilder().Row().Done().Build()).result.interrupted);
}

TEST_CASE("messages of another sequence or port id are stale: skipped, counted, never believed") {
  DatagramBuilder builder;
  SECTION("sequence") { builder.From(2, kOurs.port_id); }
  SECTION("port id") { builder.From(kOurs.sequence, 8); }
  builder.Row(WithCookie(9)).Flags(NLM_F_DUMP_INTR).Noop().Done().Error(-EIO);
  builder.From(kOurs.sequence, kOurs.port_id).Flags(2).Row(WithCookie(5));
  const Parse parse(builder.Build());
  CHECK(parse.result.outcome == DiagOutcome::kMore);
  CHECK(parse.result.stale == 4);
  CHECK_FALSE(parse.result.interrupted);
  CHECK(Cookies(parse.batch.Rows()) == std::vector<std::uint64_t>{5});
}

TEST_CASE("a row with an unknown state or family is skipped and counted, and ends nothing") {
  DiagRow state = WithCookie(1);
  state.state = 13;
  DiagRow family = WithCookie(2);
  family.family = 1;
  const Parse parse(DatagramBuilder().Row(state).Row(WithCookie(3)).Row(family).Done().Build());
  CHECK(parse.result.outcome == DiagOutcome::kDone);
  CHECK(parse.result.bad_rows == 2);
  CHECK(Cookies(parse.batch.Rows()) == std::vector<std::uint64_t>{3});
}

TEST_CASE("a malformed row ends the parsing, but the rows before it stay") {
  const Bytes short_row(71);
  const Parse parse(
      DatagramBuilder().Row(WithCookie(1)).Message(TCPDIAG_GETSOCK, short_row).Row().Build());
  CHECK(parse.result.outcome == DiagOutcome::kMalformed);
  CHECK(Cookies(parse.batch.Rows()) == std::vector<std::uint64_t>{1});
}

TEST_CASE("an empty datagram is malformed") {
  CHECK(Parse(Bytes{}).result.outcome == DiagOutcome::kMalformed);
}

TEST_CASE("a message length below its header or beyond the datagram is malformed") {
  const auto length = GENERATE(0U, 15U, 93U, 0xfffffffdU, 0xffffffffU);
  Bytes bytes = DatagramBuilder().Row().Build();
  REQUIRE(bytes.size() == 88);
  const Bytes field = BytesOf(length);
  std::copy(field.begin(), field.end(), bytes.begin());
  const Parse parse(bytes);
  CHECK(parse.result.outcome == DiagOutcome::kMalformed);
  CHECK(parse.batch.Rows().empty());
}

TEST_CASE("a stale message with a bad length is malformed as well") {
  Bytes bytes = DatagramBuilder(99).Row().Build();
  bytes[0] = std::byte{8};
  CHECK(Parse(bytes).result.outcome == DiagOutcome::kMalformed);
}

TEST_CASE("bytes left over behind the last message are malformed") {
  Bytes bytes = DatagramBuilder().Row().Build();
  bytes.resize(bytes.size() + 15);
  const Parse parse(bytes);
  CHECK(parse.result.outcome == DiagOutcome::kMalformed);
  CHECK(parse.batch.Rows().size() == 1);
}

TEST_CASE("the last message may come without its padding") {
  Bytes bytes = DatagramBuilder().Row({}, {{INET_DIAG_SHUTDOWN, Bytes(1), {}}}).Build();
  const auto length = static_cast<std::uint32_t>(bytes.size() - 3);
  const Bytes field = BytesOf(length);
  std::copy(field.begin(), field.end(), bytes.begin());
  bytes.resize(length);
  const Parse parse(bytes);
  CHECK(parse.result.outcome == DiagOutcome::kMore);
  CHECK(parse.batch.Rows().size() == 1);
}

TEST_CASE("rows are appended to those that the batch already has, until it is full") {
  DatagramBuilder builder;
  for (std::size_t i = 0; i < SampleBatch::kCapacity; ++i) builder.Row(WithCookie(i));
  Parse parse(builder.Build());
  CHECK(parse.result.outcome == DiagOutcome::kMore);
  CHECK(parse.batch.Full());
  const Bytes one_more = DatagramBuilder().Row().Build();
  CHECK(ParseDiagDatagram(one_more, kOurs, parse.batch).outcome == DiagOutcome::kMalformed);
  CHECK(parse.batch.Rows().size() == SampleBatch::kCapacity);
  CHECK(parse.batch.Rows().back().cookie == SampleBatch::kCapacity - 1);
}

TEST_CASE("a datagram need not be aligned") {
  Bytes bytes = DatagramBuilder().Row(WithCookie(5)).Done().Build();
  bytes.insert(bytes.begin(), std::byte{0xaa});
  SampleBatch batch;
  const auto parsed = ParseDiagDatagram(std::span(bytes).subspan(1), kOurs, batch);
  CHECK(parsed.outcome == DiagOutcome::kDone);
  CHECK(Cookies(batch.Rows()) == std::vector<std::uint64_t>{5});
}

}  // namespace
}  // namespace sockwatch::testing
