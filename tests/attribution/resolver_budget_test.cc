// The resolver's rests: what happens while its CPU budget is used up.
#include <catch2/catch.hpp>
#include <numeric>

#include "resolver_harness.h"

namespace sockwatch {

using testing::Query;
using testing::QueryAt;
using testing::ResolverHarness;
using namespace std::chrono_literals;

namespace {

struct TenProcesses : ResolverHarness {
  TenProcesses() {
    for (std::uint32_t pid = 10; pid < 20; ++pid) {
      proc.Put({.pid = pid, .start_time = pid});
      proc.Socket(pid, 3, 100 + pid);
    }
  }
};

struct HundredCounted : TenProcesses {
  HundredCounted() : pids(100) {
    std::iota(pids.begin(), pids.end(), 10U);
    for (std::uint32_t pid = 20; pid < 110; ++pid) proc.Put({.pid = pid, .start_time = pid});
  }

  std::vector<std::uint32_t> pids;
};

}  // namespace

TEST_CASE_METHOD(TenProcesses, "What is saved up lets the first walk run through") {
  cpu_per_look = 50ms;
  Resolve({Query(777)});
  CHECK(slept.empty());
  CHECK(answers.size() == 1);
}

TEST_CASE_METHOD(TenProcesses,
                 "An empty budget makes the walk sleep, and it goes on where it was") {
  cpu_per_look = 1s;
  Resolve({Query(777)});
  CHECK_FALSE(slept.empty());
  CHECK(slept.front() >= 5ms);
  CHECK(For(777).answer.outcome == OwnerOutcome::kNoProcess);
  CHECK(LinksRead() == 10);  // each process once
}

TEST_CASE_METHOD(TenProcesses, "Over time the walk takes its share of one core and no more") {
  cpu_per_look = 100ms;
  cpu_budget = 0.02;
  const MonoTime start = now;
  for (int i = 0; i < 20; ++i) Resolve({Query(777)});
  const double share = std::chrono::duration<double>(cpu - 2s) / (now - start);
  CHECK(share == Approx(0.02).epsilon(0.05));
}

TEST_CASE_METHOD(TenProcesses, "Answers found so far go out before the walk sleeps") {
  cpu_per_look = 200ms;
  bool early = false;
  on_sleep = [&] { early = early || (answers.contains(110) && !answers.contains(777)); };
  Resolve({Query(110), Query(777)});
  CHECK(early);
  CHECK(answers.contains(777));
}

TEST_CASE_METHOD(TenProcesses, "A question that comes in during the sleep is tried by its hint") {
  cpu_per_look = 400ms;
  bool asked = false;
  int replies_before_end = 0;
  on_sleep = [&] {
    if (!asked) Mail({{QueryAt(119, 19, 3)}, {}});
    asked = true;
    if (answers.contains(119) && !answers.contains(777)) ++replies_before_end;
  };
  Resolve({Query(777)});
  CHECK(For(119).owner.pid == 19);
  CHECK(replies_before_end > 0);
}

TEST_CASE_METHOD(TenProcesses,
                 "A question that comes in during a walk waits for a walk of its own") {
  // 10 has been visited when the question comes in; 19, which started later, holds it as well and
  // is still to come. Taking 19's word for it would be wrong.
  proc.Socket(10, 9, 900);
  proc.Socket(19, 9, 900);
  cpu_per_look = 200ms;
  on_sleep = [&] {
    if (slept.size() == 1) Mail({{Query(900)}, {}});
  };
  Resolve({Query(777)});
  CHECK(answers.contains(777));
  CHECK_FALSE(answers.contains(900));
  Get().RunOnce();
  CHECK(For(900).owner.pid == 10);
}

TEST_CASE_METHOD(TenProcesses, "While it sleeps nothing counts as being read") {
  cpu_per_look = 1s;
  bool reading = false;
  on_sleep = [&] { reading = reading || mark.Now().has_value(); };
  Resolve({Query(777)});
  CHECK_FALSE(slept.empty());
  CHECK_FALSE(reading);
  CHECK_FALSE(mark.Now());
}

TEST_CASE_METHOD(TenProcesses, "How much is left to do shows in the self statistics") {
  cpu_per_look = 1s;
  double queue = 0;
  on_sleep = [&] { queue = std::max(queue, stats->attribution_queue.Get()); };
  Resolve({Query(777), Query(778)});
  CHECK(queue == 2);
  CHECK(stats->attribution_queue.Get() == 0);
}

TEST_CASE_METHOD(HundredCounted, "Counting takes half of the budget and no more") {
  cpu_per_file = 10ms;
  const MonoTime start = now;
  for (int i = 0; i < 20; ++i) Count(pids);
  CHECK(counted.at(pids.back()) == 20);
  const double share = std::chrono::duration<double>(Time().cpu() - 2s) / (now - start);
  CHECK(share == Approx(cpu_budget / 2).epsilon(0.05));
}

TEST_CASE_METHOD(HundredCounted, "A budget that is set later goes for counting too") {
  cpu_per_file = 10ms;
  for (int i = 0; i < 5; ++i) Count(pids);
  MailBudget(0.2);
  const MonoTime start = now;
  Count(pids);
  CHECK(now - start < 60s);  // a second or two of CPU at 10 %, where 0.5 % takes minutes
}

TEST_CASE_METHOD(TenProcesses, "What the search for owners costs is not charged to counting") {
  for (int i = 0; i < 5; ++i) {
    now += 200s;  // makes 2 s for owners and 1 s for counting
    cpu += 1500ms;
    Count({10});
  }
  CHECK(slept.empty());
}

TEST_CASE_METHOD(HundredCounted, "What counting leaves is saved up for the search for owners") {
  cpu_per_file = 10ms;
  for (int i = 0; i < 20; ++i) Count(pids);
  slept.clear();
  Resolve({Query(777)});
  CHECK(slept.empty());
  CHECK(answers.contains(777));
}

TEST_CASE_METHOD(HundredCounted, "Counting does not sleep while a question waits for its walk") {
  for (std::uint32_t pid = 20; pid < 110; ++pid) proc.Remove(pid);  // a walk costs little
  cpu_per_file = 10ms;
  for (int i = 0; i < 50; ++i) Count(pids);
  slept.clear();
  bool walked = true;
  on_sleep = [&] {
    if (slept.size() > 1) CHECK(answers.contains(778));
    if (slept.size() > 1) return;
    Mail({{Query(777)}, {}});
    LinksRead();
    walked = false;
  };
  on_collect = [&] {
    if (!walked && LinksRead() > 0 && !std::exchange(walked, true)) Mail({{Query(778)}, {}});
  };
  Count(pids);
  CHECK(slept.size() > 1);
}

TEST_CASE_METHOD(HundredCounted, "A question wakes counting that sleeps") {
  cpu_per_file = 10ms;
  for (int i = 0; i < 20; ++i) Count(pids);
  slept.clear();
  on_sleep = [&] {
    if (slept.size() == 3) Mail({{QueryAt(119, 19, 3)}, {}});
    CHECK((slept.size() <= 3 || answers.contains(119)));
  };
  Count(pids);
  CHECK(slept.size() > 3);
}

TEST_CASE_METHOD(HundredCounted,
                 "While counting sleeps nothing is being read, and what it has is out") {
  cpu_per_file = 10ms;
  bool reading = false;
  std::size_t out = 0;
  on_sleep = [&] {
    reading = reading || mark.Now().has_value();
    out = std::max(out, uses.size());
  };
  for (int i = 0; i < 5; ++i) Count(pids);
  CHECK_FALSE(slept.empty());
  CHECK_FALSE(reading);
  CHECK(out > 0);
}

}  // namespace sockwatch
