// The resolver's short cuts: where a question says the socket is, and descriptors just freed.
#include <catch2/catch.hpp>

#include "resolver_harness.h"

namespace sockwatch {

using testing::Query;
using testing::QueryAt;
using testing::ResolverHarness;

TEST_CASE_METHOD(ResolverHarness, "A right hint costs one readlink") {
  proc.Put({.pid = 10, .comm = "web", .start_time = 100});
  for (int fd = 0; fd < 50; ++fd) proc.Socket(10, fd, 500 + static_cast<std::uint32_t>(fd));
  Resolve({QueryAt(507, 10, 7)});
  CHECK(For(507).owner.pid == 10);
  CHECK(For(507).owner.start_time == 100);
  CHECK(For(507).owner.process == "web");
  CHECK(For(507).answer.fd == 7);
  CHECK(LinksRead() == 2);  // exe, for the name
}

TEST_CASE_METHOD(ResolverHarness, "A wrong hint is followed by a walk") {
  proc.Put({.pid = 10});
  proc.Put({.pid = 20, .comm = "holder"});
  proc.Socket(10, 7, 501);
  proc.Socket(20, 4, 500);
  Resolve({QueryAt(500, 10, 7)});
  CHECK(For(500).owner.process == "holder");
}

TEST_CASE_METHOD(ResolverHarness, "Hints of processes that are gone do no harm") {
  proc.Put({.pid = 20, .comm = "holder"});
  proc.Socket(20, 4, 500);
  Resolve({QueryAt(500, 10, 7)}, {{11, 3}});
  CHECK(For(500).owner.process == "holder");
}

TEST_CASE_METHOD(ResolverHarness, "A new socket is found where another one was closed") {
  proc.Put({.pid = 10, .comm = "web"});
  for (int fd = 0; fd < 50; ++fd) proc.Socket(10, fd, 500 + static_cast<std::uint32_t>(fd));
  Resolve({Query(520), Query(530)}, {{10, 20}, {10, 30}, {10, 31}});
  CHECK(For(520).owner.pid == 10);
  CHECK(For(530).answer.fd == 30);
  CHECK(LinksRead() <= 4);
}

TEST_CASE_METHOD(ResolverHarness, "All freed descriptors of a process are read through one stat") {
  proc.Put({.pid = 10});
  std::vector<FreedFd> freed;
  std::vector<OwnerQuery> queries;
  for (std::uint32_t i = 0; i < 100; ++i) {
    proc.Socket(10, static_cast<std::int32_t>(i), 500 + i);
    freed.push_back({10, static_cast<std::int32_t>(i)});
    queries.push_back(Query(500 + i));
  }
  Get();
  const std::uint64_t before = Get().Reads().files;
  Resolve(queries, freed);
  CHECK(answers.size() == 100);
  CHECK(Get().Reads().files - before == 3);  // stat, cgroup, and stat again when it is named
}

TEST_CASE_METHOD(ResolverHarness, "A socket inherited over fork belongs to the parent") {
  proc.Put({.pid = 10, .comm = "master", .start_time = 100});
  proc.Put({.pid = 20, .comm = "worker", .start_time = 200, .ppid = 10});
  proc.Socket(10, 1, 1);
  proc.Socket(20, 1, 2);
  Resolve({Query(1), Query(2)});  // both are known now
  proc.Socket(10, 5, 500);
  proc.Socket(20, 5, 500);
  proc.Socket(20, 6, 600);
  Resolve({QueryAt(500, 20, 5), QueryAt(600, 20, 6)});
  CHECK(For(500).owner.process == "master");
  CHECK(For(600).owner.process == "worker");
}

TEST_CASE_METHOD(ResolverHarness, "A parent of the same name is not asked") {
  proc.Put({.pid = 10, .comm = "web", .start_time = 100});
  proc.Put({.pid = 20, .comm = "web", .start_time = 200, .ppid = 10});
  proc.Socket(10, 5, 500);
  proc.Socket(20, 5, 500);
  proc.Socket(20, 6, 600);
  Resolve({Query(500), Query(600)});
  LinksRead();
  Resolve({QueryAt(500, 20, 5)});
  CHECK(For(500).owner.pid == 20);
  CHECK(LinksRead() == 1);
}

TEST_CASE_METHOD(ResolverHarness, "pid 1 as a hint is not trusted: another may hold the socket") {
  proc.Put({.pid = 1, .comm = "systemd", .start_time = 1});
  proc.Put({.pid = 10, .comm = "web", .start_time = 100});
  proc.Socket(1, 5, 500);
  proc.Socket(10, 3, 500);
  Resolve({QueryAt(500, 1, 5)}, {{1, 5}});
  CHECK(For(500).owner.process == "web");
}

TEST_CASE_METHOD(ResolverHarness, "A process without a descriptor number is looked at as a whole") {
  for (std::uint32_t pid = 10; pid < 60; ++pid) {
    proc.Put({.pid = pid, .start_time = pid});
    proc.Socket(pid, 3, 1000 + pid);
  }
  OwnerQuery query = Query(1050);
  query.pid = 50;
  Resolve({query});
  CHECK(For(1050).owner.pid == 50);
  CHECK(LinksRead() == 2);
}

TEST_CASE_METHOD(ResolverHarness,
                 "Questions that come in while places are tried are answered too") {
  proc.Put({.pid = 10, .comm = "web"});
  proc.Socket(10, 3, 500);
  proc.Socket(10, 4, 501);
  on_collect = [this] {
    if (collected == 2) Mail({{QueryAt(501, 10, 4)}, {}});
  };
  Resolve({QueryAt(500, 10, 3)});
  CHECK(answers.size() == 2);
}

TEST_CASE_METHOD(ResolverHarness, "Inode 0 is answered without a search") {
  proc.Put({.pid = 10});
  proc.Socket(10, 3, 500);
  Resolve({Query(0)});
  CHECK(For(0).answer.outcome == OwnerOutcome::kNoProcess);
  CHECK(LinksRead() == 0);
}

TEST_CASE_METHOD(ResolverHarness, "Rules that change apply to the next answer") {
  proc.Put({.pid = 10, .comm = "web"});
  proc.Socket(10, 3, 500);
  Resolve({QueryAt(500, 10, 3)});
  CHECK(For(500).owner.process == "web");
  MailRules({{{}, "web", {}, {}, "shop"}});
  Resolve({QueryAt(500, 10, 3)});
  CHECK(For(500).owner.process == "shop");
}

}  // namespace sockwatch
