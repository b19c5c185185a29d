#include "support/child.h"

#include <signal.h>

#include <catch2/catch.hpp>
#include <optional>
#include <stdexcept>

namespace sockwatch::testing {
namespace {

bool Exists(pid_t pid) { return ::kill(pid, 0) == 0; }

TEST_CASE("A forked child answers lines and returns its exit code") {
  Child child = Child::Fork([](LinePipe& pipe) {
    while (const auto line = pipe.Read()) pipe.Write("heard " + *line);
    return 7;
  });
  child.Pipe().Write("one");
  CHECK(child.Pipe().Read() == "heard one");
  child.Pipe().Write("two words");
  CHECK(child.Pipe().Read() == "heard two words");
  child.Pipe().CloseOutput();
  CHECK(child.Pipe().Read() == std::nullopt);
  CHECK(child.Wait() == 7);
}

TEST_CASE("A child that is forgotten is killed and reaped") {
  pid_t pid = 0;
  {
    Child child =
        Child::Fork([](LinePipe& pipe) { return pipe.Read(std::chrono::hours(1)) ? 1 : 0; });
    pid = child.Pid();
    CHECK(Exists(pid));
  }
  CHECK_FALSE(Exists(pid));
}

TEST_CASE("A child that is moved lives on when its first owner goes") {
  std::optional<Child> first = Child::Fork([](LinePipe& pipe) {
    const auto line = pipe.Read();
    return line ? 3 : 4;
  });
  Child second(std::move(*first));
  first.reset();
  second.Pipe().Write("still there?");
  CHECK(second.Wait() == 3);
}

TEST_CASE("An exception in a forked child becomes exit code 70") {
  Child child =
      Child::Fork([](LinePipe&) -> int { throw std::runtime_error("expected by a test"); });
  CHECK(child.Wait() == 70);
}

TEST_CASE("A program's output is read to its end and its exit code returned") {
  Child child = Child::Exec({"sh", "-c", "read word; echo got $word; exit 5"});
  child.Pipe().Write("this");
  CHECK(child.Pipe().ReadAll() == "got this\n");
  CHECK(child.Wait() == 5);
}

TEST_CASE("A program that a signal ends returns 128 and its number") {
  Child child = Child::Exec({"cat"});
  child.Signal(SIGTERM);
  CHECK(child.Wait() == 128 + SIGTERM);
}

}  // namespace
}  // namespace sockwatch::testing
