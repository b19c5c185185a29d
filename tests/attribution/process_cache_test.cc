#include "attribution/process_cache.h"

#include <catch2/catch.hpp>

#include "resolver_harness.h"

namespace sockwatch {

using testing::ResolverHarness;
using testing::TempProc;

namespace {

struct Fixture {
  Fixture() : proc(tree.Root(), std::make_shared<SelfStats>()) {}

  std::string NameOf(std::uint32_t pid) {
    OpenProcess process;
    REQUIRE(cache.Open(pid, process) == ProcStatus::kOk);
    const auto identity = cache.Identify(process, now);
    return identity ? identity->name + "|" + identity->unit : "gone";
  }

  std::optional<std::uint64_t> LimitOf(std::uint32_t pid) {
    OpenProcess process;
    REQUIRE(cache.Open(pid, process) == ProcStatus::kOk);
    return cache.MaxOpenFiles(process, now);
  }

  TempProc tree;
  ProcFs proc;
  ReadMark mark;
  ProcessCache cache{proc, mark, std::make_shared<const NamingRules>(), {}};
  MonoTime now{std::chrono::hours(1)};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A process is known by name and unit") {
  tree.Put({.pid = 7, .comm = "nginx", .cgroup = "/system.slice/nginx.service"});
  CHECK(NameOf(7) == "nginx|nginx.service");
}

TEST_CASE_METHOD(Fixture, "A name is not read again while nothing changed") {
  tree.Put({.pid = 7, .comm = "a", .cgroup = "/a.service"});
  NameOf(7);
  const std::uint64_t links = proc.Reads().links;
  const std::uint64_t files = proc.Reads().files;
  NameOf(7);
  CHECK(proc.Reads().links == links);
  CHECK(proc.Reads().files == files + 1);  // stat
}

TEST_CASE_METHOD(Fixture, "exec renames a process at once where comm changes") {
  tree.Put({.pid = 7, .comm = "sh"});
  CHECK(NameOf(7) == "sh|");
  tree.Put({.pid = 7, .comm = "nginx"});
  CHECK(NameOf(7) == "nginx|");
}

TEST_CASE_METHOD(Fixture, "A change that comm does not show is seen after ten minutes") {
  const std::string python = "/usr/bin/python3";
  tree.Put({.pid = 7, .comm = "python3", .exe = python, .cmdline = {"python3", "a.py"}});
  CHECK(NameOf(7) == "a.py|");
  tree.Put({.pid = 7, .comm = "python3", .exe = python, .cmdline = {"python3", "b.py"}});
  now += std::chrono::minutes(9);
  CHECK(NameOf(7) == "a.py|");
  now += std::chrono::minutes(1);
  CHECK(NameOf(7) == "b.py|");
}

TEST_CASE_METHOD(Fixture, "A pid given out again is another process") {
  tree.Put({.pid = 7, .comm = "same", .start_time = 100, .cgroup = "/a.service"});
  CHECK(NameOf(7) == "same|a.service");
  tree.Put({.pid = 7, .comm = "same", .start_time = 200, .cgroup = "/b.service"});
  CHECK(NameOf(7) == "same|b.service");
}

TEST_CASE_METHOD(Fixture, "The limit of open files is read again after a minute, not before") {
  tree.Put({.pid = 7});
  CHECK_FALSE(LimitOf(7));
  now += std::chrono::minutes(1);
  tree.Write("7/limits", "Max open files            64   20000   files\n");
  CHECK(LimitOf(7) == 64U);
  tree.Write("7/limits", "Max open files            128   20000   files\n");
  now += std::chrono::seconds(59);
  CHECK(LimitOf(7) == 64U);
  now += std::chrono::seconds(1);
  CHECK(LimitOf(7) == 128U);
  tree.Write("7/limits", "Max open files            unlimited   unlimited   files\n");
  now += std::chrono::minutes(1);
  CHECK_FALSE(LimitOf(7));
}

TEST_CASE_METHOD(Fixture, "A pid given out again has a limit of its own") {
  tree.Put({.pid = 7, .start_time = 100});
  tree.Write("7/limits", "Max open files            64   64   files\n");
  CHECK(LimitOf(7) == 64U);
  tree.Put({.pid = 7, .start_time = 200});
  tree.Write("7/limits", "Max open files            65   65   files\n");
  CHECK(LimitOf(7) == 65U);
}

TEST_CASE_METHOD(Fixture, "A process that dies while it is named has no name") {
  tree.Put({.pid = 7});
  OpenProcess process;
  REQUIRE(cache.Open(7, process) == ProcStatus::kOk);
  tree.Remove(7);
  CHECK(cache.Identify(process, now) == nullptr);
}

TEST_CASE_METHOD(Fixture, "New rules name everybody anew") {
  tree.Put({.pid = 7, .comm = "a"});
  NameOf(7);
  cache.SetRules(ResolverHarness::Compile({{{}, "a", {}, {}, "renamed"}}));
  CHECK(NameOf(7) == "renamed|");
}

TEST_CASE_METHOD(Fixture, "Processes that are gone are forgotten") {
  tree.Put({.pid = 7});
  tree.Put({.pid = 8});
  NameOf(7);
  NameOf(8);
  cache.Prune({8, 9});
  CHECK(cache.Find(7) == nullptr);
  CHECK(cache.Find(8) != nullptr);
}

TEST_CASE_METHOD(Fixture, "A stat that is none is refused") {
  tree.Put({.pid = 7});
  tree.Write("7/stat", "7 (x");
  OpenProcess process;
  CHECK(cache.Open(7, process) == ProcStatus::kFailed);
  CHECK(process.known == nullptr);
}

TEST_CASE_METHOD(Fixture, "What is being read shows in the mark") {
  tree.Put({.pid = 7, .start_time = 55});
  CHECK_FALSE(mark.Now());
  NameOf(7);
  REQUIRE(mark.Now());
  CHECK(mark.Now()->process == ProcessKey{7, 55});
}

TEST_CASE("A quarantined process is not read, its successor is") {
  TempProc tree;
  tree.Put({.pid = 7, .start_time = 100});
  tree.Put({.pid = 8, .start_time = 100});
  ProcFs proc(tree.Root(), std::make_shared<SelfStats>());
  ReadMark mark;
  Quarantine quarantine;
  quarantine.Add({7, 100});
  quarantine.Add({8, 0});  // got stuck on stat
  ProcessCache cache(proc, mark, std::make_shared<const NamingRules>(), quarantine);
  OpenProcess process;
  CHECK(cache.Open(7, process) == ProcStatus::kDenied);
  CHECK(proc.Reads().files == 1);
  CHECK(cache.Open(8, process) == ProcStatus::kDenied);
  CHECK(proc.Reads().files == 1);

  tree.Put({.pid = 7, .start_time = 200});
  CHECK(cache.Open(7, process) == ProcStatus::kOk);
  cache.Prune({7});  // pid 8 is gone, whatever gets it next may be read
  CHECK(cache.Open(8, process) == ProcStatus::kOk);
}

}  // namespace sockwatch
