#include "attribution/cpu_budget.h"

#include <catch2/catch.hpp>

#include "attribution/read_mark.h"

namespace sockwatch {

using namespace std::chrono_literals;

TEST_CASE("Two seconds of CPU are saved up at the start, and no more") {
  const MonoTime start{1h};
  CpuBudget budget(0.01, start, 0ns);
  budget.Update(start + 10h, 1999ms);
  CHECK_FALSE(budget.Empty());
  budget.Update(start + 10h, 2000ms);
  CHECK(budget.Empty());
}

TEST_CASE("An empty bucket fills at its share of a core") {
  const MonoTime start{1h};
  CpuBudget budget(0.01, start, 500ms);
  budget.Update(start, 2500ms);
  CHECK(budget.UntilPortion() == 500ms);  // 5 ms at 1 %
  budget.Update(start + 500ms, 2500ms);
  CHECK(budget.UntilPortion() == 0ns);
  budget.SetShare(1.0);
  budget.Update(start + 500ms, 2505ms);
  CHECK(budget.UntilPortion() == 5ms);
}

TEST_CASE("What was overdrawn is paid back first") {
  const MonoTime start{1h};
  CpuBudget budget(0.5, start, 0ns);
  budget.Update(start, 3s);
  CHECK(budget.UntilPortion() == 2010ms);
}

TEST_CASE("The mark shows what is read, and every step is a new one") {
  ReadMark mark;
  CHECK_FALSE(mark.Now());
  mark.Enter({7, 100});
  const auto first = mark.Now();
  REQUIRE(first);
  CHECK(first->process == ProcessKey{7, 100});
  CHECK(mark.Now()->step == first->step);
  mark.Enter({7, 100});
  REQUIRE(mark.Now());
  CHECK(mark.Now()->step != first->step);
  mark.Leave();
  CHECK_FALSE(mark.Now());
  mark.Leave();
  CHECK_FALSE(mark.Now());
  mark.Enter({8, 0});
  CHECK(mark.Now()->process.pid == 8);
}

}  // namespace sockwatch
