#include "tool/owner_walk.h"

#include <catch2/catch.hpp>

#include "support/temp_proc.h"

namespace sockwatch::tool {
namespace {

using testing::TempProc;

TEST_CASE("sockets are found with whom holds them, and only those asked for") {
  TempProc proc;
  proc.Put({.pid = 10, .comm = "nginx", .cgroup = "/system.slice/nginx.service"});
  proc.Socket(10, 3, 501);
  proc.Socket(10, 4, 502);
  const OwnersFound found = FindOwners(proc.Root(), {501, 999, 0});
  REQUIRE(found.Of(501) != nullptr);
  CHECK(found.Of(501)->pid == 10);
  CHECK(found.Of(501)->identity->name == "nginx");
  CHECK(found.Of(501)->identity->unit == "nginx.service");
  CHECK(found.Of(502) == nullptr);
  CHECK(found.Of(999) == nullptr);
  CHECK(found.hidden == 0);
}

TEST_CASE("of several holders it is the one that started first, pid 1 last") {
  TempProc proc;
  proc.Put({.pid = 1, .comm = "systemd", .start_time = 1});
  proc.Put({.pid = 20, .comm = "worker", .start_time = 300});
  proc.Put({.pid = 30, .comm = "parent", .start_time = 200});
  for (const std::uint32_t pid : {1U, 20U, 30U}) proc.Socket(pid, 3, 501);
  CHECK(FindOwners(proc.Root(), {501}).Of(501)->identity->name == "parent");
}

TEST_CASE("a walk for one program searches it and its ancestors alone") {
  TempProc proc;
  proc.Put({.pid = 10, .comm = "nginx", .start_time = 100});
  proc.Put({.pid = 20, .comm = "java", .start_time = 50});
  proc.Socket(10, 3, 501);
  proc.Socket(20, 3, 502);
  const auto nginx = [](const ProcessIdentity& who) { return who.name == "nginx"; };
  const OwnersFound found = FindOwners(proc.Root(), {501, 502}, nginx);
  CHECK(found.Of(501) != nullptr);
  CHECK(found.Of(502) == nullptr);
}

TEST_CASE("what a parent of another name holds as well is the parent's") {
  TempProc proc;
  proc.Put({.pid = 10, .comm = "parent", .start_time = 100});
  proc.Put({.pid = 20, .comm = "child", .start_time = 200, .ppid = 10});
  proc.Socket(10, 3, 501);
  proc.Socket(20, 3, 501);
  proc.Socket(20, 4, 502);
  const auto child = [](const ProcessIdentity& who) { return who.name == "child"; };
  const OwnersFound found = FindOwners(proc.Root(), {501, 502}, child);
  CHECK(found.Of(501)->identity->name == "parent");
  CHECK(found.Of(502)->identity->name == "child");
}

}  // namespace
}  // namespace sockwatch::tool
