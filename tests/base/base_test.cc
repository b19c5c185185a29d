#include <fcntl.h>

#include <catch2/catch.hpp>
#include <thread>

#include "base/clock.h"
#include "base/doorbell.h"
#include "base/heartbeat.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace sockwatch {
namespace {

bool IsOpen(int fd) { return ::fcntl(fd, F_GETFD) != -1; }
int OpenNull() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

TEST_CASE("A result is its value or its error") {
  const Result<int> good = 5;
  const Result<int> bad = SystemError("open /x", ENOENT);
  CHECK((good.Ok() && good.Value() == 5));
  CHECK_FALSE(bad);
  CHECK(bad.Failure().text == "open /x: No such file or directory");
  CHECK(bad.Failure().os_error == ENOENT);
}

TEST_CASE("A descriptor is closed by its owner, once") {
  const int fd = OpenNull();
  { const UniqueFd owner(fd); }
  CHECK_FALSE(IsOpen(fd));
}

TEST_CASE("Moving a descriptor closes what the target held, and not what it gets") {
  UniqueFd target(OpenNull());
  const int old = target.Get();
  UniqueFd source(OpenNull());
  const int moved = source.Get();
  target = std::move(source);
  CHECK_FALSE(IsOpen(old));
  CHECK(target.Get() == moved);
  UniqueFd& self = target;
  target = std::move(self);
  CHECK(IsOpen(moved));
}

TEST_CASE("A ring of the bell before the sleep is not lost") {
  Doorbell bell;
  bell.Ring();
  CHECK(bell.WaitFor(std::chrono::nanoseconds(0)));
  CHECK_FALSE(bell.WaitFor(std::chrono::nanoseconds(0)));
}

TEST_CASE("A sleeper is woken by another thread") {
  Doorbell bell;
  const std::jthread ringer([&] { bell.Ring(); });
  CHECK(bell.WaitFor(std::chrono::minutes(1)));
}

TEST_CASE("A heart that never beat is not alive") {
  Heartbeat heart;
  const MonoTime now{std::chrono::hours(1)};
  CHECK_FALSE(heart.YoungerThan(std::chrono::seconds(10), now));
  heart.Beat(now);
  CHECK(heart.YoungerThan(std::chrono::seconds(10), now + std::chrono::seconds(10)));
  CHECK_FALSE(heart.YoungerThan(std::chrono::seconds(10), now + std::chrono::seconds(11)));
}

TEST_CASE("Sleeping ends at once for a deadline in the past, and when told to stop") {
  SystemClock clock;
  CHECK(clock.SleepUntil(clock.Now(), std::stop_token{}));
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  CHECK_FALSE(clock.SleepUntil(clock.Now() + std::chrono::minutes(1), stop.get_token()));
}

}  // namespace
}  // namespace sockwatch
