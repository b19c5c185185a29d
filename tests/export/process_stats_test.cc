#include "export/process_stats.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "support/temp_proc.h"

namespace sockwatch {
namespace {

const std::string kStat =
    "4711 (sockwatchd) S 1 4711 4711 0 -1 4194560 905 0 0 0 150 50 0 0 20 0 6 0 12345 217088000 "
    "1563 18446744073709551615 1 1 0 0 0 0 0 4096 16387 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
const std::string kLimits =
    "Limit                     Soft Limit           Hard Limit           Units     \n"
    "Max processes             63467                63467                processes \n"
    "Max open files            1024                 524288               files     \n";
const std::string kSystemStat = "cpu  1 2 3\nintr 4 5\nctxt 6\nbtime 1700000000\nprocesses 7\n";

double TickRate() { return static_cast<double>(::sysconf(_SC_CLK_TCK)); }

TEST_CASE("The process's stat line is read", "[export]") {
  CHECK(ParseSelfStat(kStat) == SelfStat{200, 12345, 217'088'000, 1563});
}

TEST_CASE("A name with brackets and blanks does not shift the fields", "[export]") {
  std::string stat = kStat;
  stat.replace(stat.find("(sockwatchd)"), 12, "(a) R 1 (2\n) b)");
  CHECK(ParseSelfStat(stat) == ParseSelfStat(kStat));
}

TEST_CASE("A stat line cut anywhere before the end of rss gives nothing", "[export]") {
  const auto rss_end = kStat.find("1563") + 4;
  for (std::size_t size = 0; size <= rss_end; ++size) {
    CAPTURE(size);
    CHECK_FALSE(ParseSelfStat(kStat.substr(0, size)));
  }
  CHECK(ParseSelfStat(kStat.substr(0, rss_end + 1)));
}

TEST_CASE("A stat line with something else for a number gives nothing", "[export]") {
  const std::string field = GENERATE("150", "50", "12345", "217088000", "1563");
  const std::string nonsense = GENERATE("-1", "x", "1x", "18446744073709551616");
  std::string stat = kStat;
  stat.replace(stat.find(" " + field + " ") + 1, field.size(), nonsense);
  CHECK_FALSE(ParseSelfStat(stat));
}

TEST_CASE("A process's figures come in base units", "[export]") {
  testing::TempProc proc;
  proc.Write("self/stat", kStat);
  proc.Write("self/limits", kLimits);
  proc.Write("stat", kSystemStat);
  for (const auto* fd : {"0", "1", "2"}) proc.Write(std::string("self/fd/") + fd, "");

  const ProcessStats stats = ProcessStatsReader(proc.Root()).Read();
  CHECK(stats.cpu_seconds == 200 / TickRate());
  CHECK(stats.open_fds == 3);
  CHECK(stats.max_fds == 1024);
  CHECK(stats.virtual_memory_bytes == 217'088'000);
  CHECK(stats.resident_memory_bytes == 1563.0 * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  CHECK(stats.start_time_seconds == 1'700'000'000 + 12345 / TickRate());
}

TEST_CASE("The start time does not move when the clock is set", "[export]") {
  testing::TempProc proc;
  proc.Write("self/stat", kStat);
  proc.Write("stat", kSystemStat);
  const ProcessStatsReader reader(proc.Root());
  const auto before = reader.Read().start_time_seconds;
  proc.Write("stat", "cpu 1\nbtime 1800000000\n");
  CHECK(before.has_value());
  CHECK(reader.Read().start_time_seconds == before);
}

TEST_CASE("What cannot be read is absent and not zero", "[export]") {
  testing::TempProc proc;
  std::filesystem::remove_all(proc.Root() + "/self/fd");
  std::filesystem::create_directory(proc.Root() + "/self/stat");  // opens, but cannot be read
  const ProcessStats stats = ProcessStatsReader(proc.Root()).Read();
  CHECK_FALSE(stats.cpu_seconds);
  CHECK_FALSE(stats.open_fds);
  CHECK_FALSE(stats.max_fds);
  CHECK_FALSE(stats.virtual_memory_bytes);
  CHECK_FALSE(stats.resident_memory_bytes);
  CHECK_FALSE(stats.start_time_seconds);
}

TEST_CASE("This very process is read as it is", "[export]") {
  const ProcessStats stats = ProcessStatsReader("/proc").Read();
  REQUIRE(stats.open_fds);
  REQUIRE(stats.resident_memory_bytes);
  REQUIRE(stats.start_time_seconds);
  CHECK(*stats.open_fds >= 4);  // the three standard ones and the one that counts
  CHECK(*stats.resident_memory_bytes > 100'000);
  CHECK(*stats.start_time_seconds > 1'600'000'000);
}

}  // namespace
}  // namespace sockwatch
