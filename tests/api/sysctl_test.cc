#include "procnet/sysctl.h"

#include <catch2/catch.hpp>
#include <string>

#include "api/answer.h"
#include "snapshots.h"

namespace sockwatch::api {
namespace {

Json Get(std::vector<SysctlValue> sysctls, const Parameters& parameters = {}) {
  Snapshot snapshot;
  snapshot.netns.emplace_back().netns = "host";
  snapshot.netns.front().sysctls = std::move(sysctls);
  return SysctlData({snapshot, testing::At(0)}, testing::Ask(Resource::kSysctl, parameters)).data;
}

std::string Advice(std::string_view name, double value) {
  return Get({{name, value}})[0]["advice"];
}

}  // namespace

TEST_CASE("Every setting that is read has words") {
  const auto sysctls = ReadSysctls("/proc");
  REQUIRE_FALSE(sysctls.empty());
  for (const Json& row : Get(sysctls)) {
    INFO(row.dump());
    CHECK_FALSE(row["what"].get<std::string>().empty());
    CHECK(row["advice"].get<std::string>().ends_with("."));
  }
}

TEST_CASE("Folklore is set right") {
  using Catch::Contains;
  CHECK_THAT(Advice("net.ipv4.tcp_fin_timeout", 60), Contains("does not shorten TIME_WAIT"));
  CHECK_THAT(Advice("net.ipv4.tcp_tw_reuse", 1), Contains("gone since Linux 4.12"));
  CHECK_THAT(Advice("net.ipv4.tcp_keepalive_time", 1), Contains("does not end a CLOSE_WAIT"));
}

TEST_CASE("A setting that is off where it should be on is said first") {
  CHECK(Advice("net.ipv4.tcp_timestamps", 0).starts_with("Off: tcp_tw_reuse does nothing"));
  CHECK_FALSE(Advice("net.ipv4.tcp_timestamps", 1).starts_with("Off"));
  CHECK(Advice("net.ipv4.tcp_syncookies", 0).starts_with("Off"));
  CHECK(Advice("net.core.somaxconn", 128).starts_with("Low"));
  CHECK(Advice("net.ipv4.tcp_abort_on_overflow", 1).starts_with("On"));
}

TEST_CASE("Settings are those of the namespaces asked for") {
  CHECK(Get({{"net.core.somaxconn", 4096}}, {{"netns", "host"}}).size() == 1);
  CHECK(Get({{"net.core.somaxconn", 4096}}, {{"netns", "pod"}}).empty());
}

}  // namespace sockwatch::api
