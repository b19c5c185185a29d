#include "ring/ring_channel.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

namespace sockwatch {
namespace {

constexpr std::chrono::milliseconds kShort{20};
constexpr std::chrono::seconds kLong{60};

std::vector<int> Numbers(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) numbers[static_cast<std::size_t>(i)] = i;
  return numbers;
}

PushResult Push(RingChannel<int>& ring, const std::vector<int>& items,
                const std::stop_token& stop = {}) {
  return ring.Push(std::span<const int>(items), stop);
}

TEST_CASE("A ring that nobody reads is given up after the stall time") {
  RingChannel<int> ring(8, kShort);
  CHECK(Push(ring, Numbers(9)) == PushResult::kStalled);
  CHECK(ring.UsedPeak() == 8);
  CHECK(ring.Waits() > 0);
}

TEST_CASE("A full ring is no reason to wait when told to stop") {
  RingChannel<int> ring(8, kLong);
  std::stop_source stop;
  stop.request_stop();
  CHECK(Push(ring, Numbers(9), stop.get_token()) == PushResult::kStopped);
}

TEST_CASE("A slow reader makes the writer wait, and nothing is lost") {
  RingChannel<int> ring(8, kLong);
  std::vector<int> taken;
  std::jthread reader([&] {
    while (taken.size() < 1000) {
      ring.Wait(kLong);
      ring.Consume([&](int item) { taken.push_back(item); });
    }
  });
  CHECK(Push(ring, Numbers(1000)) == PushResult::kDone);
  ring.Flush();
  reader.join();
  CHECK(taken == Numbers(1000));
}

// The reader sleeps for ever unless it is woken.
TEST_CASE("The reader is woken when a quarter is full, before any flush") {
  RingChannel<int> ring(16, kLong);
  std::atomic<bool> woken{false};
  std::jthread reader([&] {
    ring.Wait(kLong);
    woken = true;
    woken.notify_one();
  });
  CHECK(Push(ring, Numbers(4)) == PushResult::kDone);
  woken.wait(false);
  CHECK(woken);
}

TEST_CASE("Less than a quarter wakes nobody until it is flushed") {
  RingChannel<int> ring(16, kLong);
  Push(ring, Numbers(3));
  CHECK_FALSE(ring.Wait(std::chrono::nanoseconds(0)));
  ring.Flush();
  CHECK(ring.Wait(std::chrono::nanoseconds(0)));
}

TEST_CASE("A wake-up from outside is not lost on a reader that is not waiting yet") {
  RingChannel<int> ring(16, kLong);
  ring.Wake();
  CHECK(ring.Wait(std::chrono::nanoseconds(0)));
}

}  // namespace
}  // namespace sockwatch
