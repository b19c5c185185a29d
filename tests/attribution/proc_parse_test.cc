#include "attribution/proc_parse.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "support/temp_proc.h"

namespace sockwatch {

using testing::StatText;

namespace {

constexpr std::string_view kLimits =
    "Limit                     Soft Limit           Hard Limit           Units     \n"
    "Max processes             63467                63467                processes \n"
    "Max open files            1024                 524288               files     \n"
    "Max locked memory         8388608              8388608              bytes     \n";

}  // namespace

TEST_CASE("stat gives comm, parent and start time") {
  const auto stat =
      ParseStat(StatText({.pid = 7, .comm = "nginx", .start_time = 123456789012, .ppid = 42}));
  REQUIRE(stat);
  CHECK(stat->comm == "nginx");
  CHECK(stat->ppid == 42);
  CHECK(stat->start_time == 123456789012);
}

TEST_CASE("A hostile comm does not shift the fields of stat") {
  const std::string comm =
      GENERATE("a b", "x) R 1 2 3", "((", "))", ") S 1 (", "new\nline", "", "(sd-pam)", "\xff\xfe");
  const auto stat = ParseStat(StatText({.pid = 7, .comm = comm, .start_time = 5, .ppid = 42}));
  REQUIRE(stat);
  CHECK(stat->comm == comm);
  CHECK(stat->ppid == 42);
  CHECK(stat->start_time == 5);
}

TEST_CASE("A stat cut off anywhere is refused or whole, never half understood") {
  const std::string text = StatText({.pid = 7, .comm = "a) (b", .start_time = 123456, .ppid = 42});
  for (std::size_t length = 0; length <= text.size(); ++length) {
    CAPTURE(length);
    const auto stat = ParseStat(std::string_view(text).substr(0, length));
    if (!stat) continue;
    CHECK(stat->start_time == 123456);
    CHECK(stat->ppid == 42);
    CHECK(stat->comm == "a) (b");
  }
  CHECK(ParseStat(text));
}

TEST_CASE("Numbers in stat that are none are refused") {
  const std::string text = StatText({.pid = 7, .start_time = 123456, .ppid = 42});
  for (const std::string number : {"42", "123456"}) {
    std::string bad = text;
    bad.replace(bad.find(number), number.size(), "-1");
    CHECK_FALSE(ParseStat(bad));
  }
}

TEST_CASE("The cgroup path is that of the unified hierarchy") {
  CHECK(ParseCgroupPath("0::/system.slice/a.service\n") == "/system.slice/a.service");
  CHECK(ParseCgroupPath("0::/odd:name/e.service\n") == "/odd:name/e.service");
  CHECK(ParseCgroupPath("0::/gone.service (deleted)\n") == "/gone.service");
  CHECK(ParseCgroupPath("0::/../../system.slice/a.service\n") == "/../../system.slice/a.service");
}

TEST_CASE("With cgroup v1 the path is systemd's, else any that says something") {
  CHECK(ParseCgroupPath("12:pids:/user.slice\n1:name=systemd:/user.slice/session-1.scope\n") ==
        "/user.slice/session-1.scope");
  CHECK(ParseCgroupPath("9:name=systemd:/system.slice/b.service\n4:memory:/x\n0::/\n") ==
        "/system.slice/b.service");
  CHECK(
      ParseCgroupPath("4:memory:/\n1:name=systemd:/docker/1\n0::/system.slice/docker.service\n") ==
      "/docker/1");
  CHECK(ParseCgroupPath("5:cpu:/\n4:cpuset,memory:/docker/1\n1:name=systemd:/\n0::/\n") ==
        "/docker/1");
  CHECK(ParseCgroupPath("4:memory:/x\n1:name=openrc:/nginx\n0::/openrc.nginx\n") ==
        "/openrc.nginx");
  CHECK(ParseCgroupPath("9:name=systemd:/\n0::/\n") == "/");
}

TEST_CASE("A line of the cgroup text that is cut off says nothing") {
  const std::string text = "4:memory:/x\n1:name=systemd:/docker/1 (deleted)\n0::/y\n";
  const std::array<std::string, 3> by_lines = {"", "/x", "/docker/1"};
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string cut = text.substr(0, size);
    const auto lines = static_cast<std::size_t>(std::count(cut.begin(), cut.end(), '\n'));
    CHECK(ParseCgroupPath(cut) == by_lines.at(lines));
  }
  CHECK(ParseCgroupPath("garbage\n").empty());
}

TEST_CASE("Only the link of a socket gives an inode") {
  CHECK(ParseSocketLink("socket:[123]") == 123U);
  CHECK(ParseSocketLink("socket:[4294967295]") == 4294967295U);
  const std::string other =
      GENERATE("socket:[4294967296]", "socket:[]", "socket:[12", "socket:[1x]", "socket:[-1]",
               "pipe:[123]", "/tmp/socket:[123]", "socket:[123] ", "anon_inode:[eventpoll]", "");
  CHECK_FALSE(ParseSocketLink(other));
}

TEST_CASE("CapEff is read from status, whole or not at all") {
  const std::string status = "Name:\tx\nCapPrm:\t0000000000000000\nCapEff:\t0000000000080004\n";
  CHECK(ParseCapEff(status) == 0x80004U);
  CHECK_FALSE(ParseCapEff("CapEff:\t00080004\n"));
  CHECK_FALSE(ParseCapEff("Name:\tCapEff:\t0000000000080004\n"));
  CHECK_FALSE(ParseCapEff(""));
}

TEST_CASE("The soft limit of open files is read") {
  CHECK(ParseMaxOpenFiles(kLimits) == 1024U);
  CHECK_FALSE(ParseMaxOpenFiles("Max open files            unlimited   unlimited   files\n"));
  CHECK_FALSE(ParseMaxOpenFiles("Max processes             63467\n"));
  CHECK_FALSE(ParseMaxOpenFiles("Max processes  42   Max open files 42   files\n"));
  CHECK_FALSE(ParseMaxOpenFiles(""));
}

TEST_CASE("A soft limit that is no number is refused") {
  const std::string soft = GENERATE("-1", "x", "10x", "18446744073709551616", "0x400");
  CHECK_FALSE(ParseMaxOpenFiles("Max open files            " + soft + "  524288  files\n"));
}

TEST_CASE("Limits cut off anywhere are refused or whole, never half understood") {
  for (std::size_t length = 0; length <= kLimits.size(); ++length) {
    CAPTURE(length);
    const auto soft = ParseMaxOpenFiles(kLimits.substr(0, length));
    if (soft) CHECK(soft == 1024U);
  }
}

TEST_CASE("The cgroup2 mount is found among others, with its odd characters") {
  const std::string v1 = "31 30 0:28 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n";
  CHECK(ParseCgroup2Mount(v1 + "40 30 0:37 / /sys/fs/cgroup/unified rw shared:9 master:1 - cgroup2 "
                               "cgroup2 rw\n") == "/sys/fs/cgroup/unified");
  CHECK(ParseCgroup2Mount("1 2 0:3 / /a\\040b\\134c rw - cgroup2 none rw\n") == "/a b\\c");
  CHECK(ParseCgroup2Mount(v1).empty());
  CHECK(ParseCgroup2Mount("1 2 - cgroup2 x\n").empty());
  CHECK(ParseCgroup2Mount("").empty());
}

}  // namespace sockwatch
