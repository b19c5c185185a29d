#include "log_sink.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>
#include <memory>

#include "base/unique_fd.h"

namespace sockwatch {
namespace {

void Log(int fd, SelfStats& stats, int lines, const std::string& text = "hello") {
  spdlog::logger logger("test", std::make_shared<LogSink>(fd, LogFormat::kLogfmt, stats));
  for (int i = 0; i < lines; ++i) logger.info("{}", text);
}

std::string ReadSome(int fd) {
  std::array<char, 8192> buffer{};
  const auto size = ::read(fd, buffer.data(), buffer.size());
  return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

TEST_CASE("A line is written to the descriptor") {
  std::array<int, 2> fds{};
  REQUIRE(::pipe2(fds.data(), O_CLOEXEC) == 0);
  const UniqueFd reader(fds[0]);
  const UniqueFd writer(fds[1]);
  SelfStats stats;
  Log(writer.Get(), stats, 1);
  CHECK(ReadSome(reader.Get()).find("msg=\"hello\"\n") != std::string::npos);
}

TEST_CASE("A pipe or a socket that nobody reads never blocks: lines are dropped and counted") {
  const bool socket = GENERATE(false, true);
  std::array<int, 2> fds{};
  const int made = socket ? ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data())
                          : ::pipe2(fds.data(), O_CLOEXEC);
  REQUIRE(made == 0);
  const UniqueFd reader(fds[0]);
  const UniqueFd writer(fds[1]);
  SelfStats stats;
  Log(writer.Get(), stats, 20000);
  CHECK(stats.log_dropped.Get() > 0);
  CHECK(stats.log_dropped.Get() < 20000);
}

TEST_CASE("A full disk drops lines and counts them") {
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  SelfStats stats;
  Log(full.Get(), stats, 3);
  CHECK(stats.log_dropped.Get() == 3);
}

TEST_CASE("A line longer than a pipe takes at once is cut") {
  std::array<int, 2> fds{};
  REQUIRE(::pipe2(fds.data(), O_CLOEXEC) == 0);
  const UniqueFd reader(fds[0]);
  const UniqueFd writer(fds[1]);
  SelfStats stats;
  Log(writer.Get(), stats, 1, std::string(10000, 'x'));
  const std::string line = ReadSome(reader.Get());
  CHECK(line.size() == 4096);
  CHECK(line.back() == '\n');
}

}  // namespace
}  // namespace sockwatch
