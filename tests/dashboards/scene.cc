// dashboard_scene MILLISECONDS: programs for the boards to show (scene_parts.h), until it is
// killed; they die with it. To be run in a network namespace where 10.20.0.0/16 is local. Prints
// "ready" when all are at work. `catalog` leaks a connection every MILLISECONDS, `orders` one every
// 4 s.
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "dashboards/scene_parts.h"

namespace sockwatch::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// An action that is due whenever `pace` has passed since the last time.
class Paced {
 public:
  Paced(milliseconds pace, std::function<void()> action)
      : pace_(pace), action_(std::move(action)) {}
  void DoIfDue(steady_clock::time_point now) {
    if (now < next_) return;
    action_();
    next_ = now + pace_;
  }

 private:
  milliseconds pace_;
  std::function<void()> action_;
  steady_clock::time_point next_{};
};

[[noreturn]] void Play(milliseconds leak_pace) {
  Ordering ordering;
  Storing storing;
  Importing importing;
  Reporting reporting;
  std::array<Paced, 5> acts{{{milliseconds(200), [&] { ordering.Serve(); }},
                             {milliseconds(60), [&] { ordering.Price(); }},
                             {leak_pace, [&] { storing.Step(); }},
                             {milliseconds(3000), [&] { importing.Step(); }},
                             {milliseconds(3000), [&] { reporting.Step(); }}}};
  std::puts("ready");
  std::fflush(stdout);
  for (;; std::this_thread::sleep_for(milliseconds(10))) {
    for (Paced& act : acts) act.DoIfDue(steady_clock::now());
  }
}

}  // namespace
}  // namespace sockwatch::testing

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: dashboard_scene MILLISECONDS\n", stderr);
    return 2;
  }
  try {
    sockwatch::testing::Play(std::chrono::milliseconds(std::stoi(argv[1])));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "dashboard_scene: %s\n", error.what());
    return 1;
  }
}
