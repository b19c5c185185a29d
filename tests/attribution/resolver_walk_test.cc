// The resolver's walk: who is visited, in which order, and what it proves.
#include <catch2/catch.hpp>

#include "resolver_harness.h"
#include "unprivileged.h"

namespace sockwatch {

using testing::Query;
using testing::ResolverHarness;

TEST_CASE_METHOD(ResolverHarness, "Of several holders the one that started first is the owner") {
  // The pid says nothing: it wraps.
  proc.Put({.pid = 30000, .comm = "first", .start_time = 100});
  proc.Put({.pid = 10, .comm = "second", .start_time = 200});
  proc.Socket(30000, 3, 500);
  proc.Socket(10, 3, 500);
  Resolve({Query(500)});
  CHECK(For(500).owner.process == "first");
  CHECK(answered[500] == 1);
}

TEST_CASE_METHOD(ResolverHarness, "pid 1 is the owner only of what nobody else holds") {
  proc.Put({.pid = 1, .comm = "systemd", .start_time = 1});
  proc.Put({.pid = 10, .comm = "web", .start_time = 100});
  proc.Socket(1, 3, 500);
  proc.Socket(1, 4, 501);
  proc.Socket(10, 3, 500);
  Resolve({Query(500), Query(501), Query(500, QueryKind::kListener)});
  CHECK(For(500).owner.process == "web");
  CHECK(For(500).answer.names_agree);
  CHECK(For(501).owner.process == "systemd");
}

TEST_CASE_METHOD(ResolverHarness, "A listener's holders agree, or do not") {
  proc.Put({.pid = 10, .comm = "master", .start_time = 100});
  proc.Put({.pid = 20, .comm = "worker", .start_time = 200, .ppid = 10});
  proc.Put({.pid = 30, .comm = "worker", .start_time = 300, .ppid = 10});
  proc.Socket(10, 3, 500);
  proc.Socket(20, 3, 500);
  proc.Socket(20, 4, 501);
  proc.Socket(30, 4, 501);
  Resolve({Query(500, QueryKind::kListener), Query(501, QueryKind::kListener)});
  CHECK(For(500).owner.process == "master");
  CHECK_FALSE(For(500).answer.names_agree);
  CHECK(For(501).owner.pid == 20);
  CHECK(For(501).answer.names_agree);
}

TEST_CASE_METHOD(ResolverHarness, "All holders of a listener are met even if a hint found one") {
  proc.Put({.pid = 10, .comm = "a", .start_time = 100});
  proc.Put({.pid = 20, .comm = "b", .start_time = 200});
  proc.Socket(10, 3, 500);
  proc.Socket(20, 3, 500);
  Resolve({testing::QueryAt(500, 20, 3, QueryKind::kListener)});
  CHECK(For(500).owner.process == "a");
  CHECK_FALSE(For(500).answer.names_agree);
}

TEST_CASE_METHOD(ResolverHarness, "Processes whose descriptors did not change are passed over") {
  for (std::uint32_t pid = 10; pid < 60; ++pid) {
    proc.Put({.pid = pid, .start_time = pid});
    for (int fd = 0; fd < 20; ++fd) proc.Socket(pid, fd, pid * 100 + static_cast<unsigned>(fd));
  }
  Resolve({Query(1)});  // nobody has it: all are visited
  CHECK(LinksRead() == 1000);
  proc.Socket(40, 20, 2);
  Resolve({Query(2)});
  CHECK(For(2).owner.pid == 40);
  CHECK(LinksRead() == 21 + 1);
}

TEST_CASE_METHOD(ResolverHarness, "A process that opened or closed lately is looked at first") {
  for (std::uint32_t pid = 10; pid < 60; ++pid) {
    proc.Put({.pid = pid, .start_time = pid});
    proc.Socket(pid, 3, pid * 100);
  }
  Resolve({Query(1)});
  proc.Socket(40, 4, 2);
  Resolve({Query(2)});
  proc.Close(40, 4);
  proc.Socket(40, 4, 5);  // as many descriptors as before
  LinksRead();
  Resolve({Query(5)});
  CHECK(For(5).owner.pid == 40);
  CHECK(LinksRead() == 2);
}

TEST_CASE_METHOD(ResolverHarness, "A socket that changed hands unseen is found by the full walk") {
  for (std::uint32_t pid = 10; pid < 20; ++pid) {
    proc.Put({.pid = pid, .start_time = pid});
    proc.Socket(pid, 3, 100 + pid);
  }
  Resolve({Query(1)});
  proc.Close(15, 3);
  proc.Socket(15, 3, 999);  // as many descriptors as before
  Resolve({Query(999)});
  CHECK(For(999).owner.pid == 15);
}

TEST_CASE_METHOD(ResolverHarness, "The walk ends with the last socket found") {
  for (std::uint32_t pid = 10; pid < 20; ++pid) {
    proc.Put({.pid = pid, .start_time = pid});
    proc.Socket(pid, 3, 100 + pid);
  }
  Resolve({Query(110), Query(112)});
  CHECK(LinksRead() == 3 + 2);  // three processes, and exe of two
}

TEST_CASE_METHOD(ResolverHarness, "A process whose walk was cut short counts as changed") {
  proc.Put({.pid = 10, .start_time = 10});
  proc.Put({.pid = 20, .start_time = 20});
  proc.Put({.pid = 30, .start_time = 30});
  for (int fd = 0; fd < 600; ++fd) proc.Socket(20, fd, 1000 + static_cast<unsigned>(fd));
  for (int fd = 0; fd < 600; ++fd) proc.Socket(30, fd, 2000 + static_cast<unsigned>(fd));
  std::vector<OwnerQuery> some;
  for (unsigned fd = 0; fd < 256; ++fd) some.push_back(Query(1000 + fd));
  for (unsigned inode = 1000; inode < 1600; ++inode) some.push_back(Query(inode));
  Resolve(some);
  CHECK(answers.size() == 600);
  LinksRead();
  Resolve({Query(2000), Query(2300)});
  CHECK(For(2300).owner.pid == 30);
}

TEST_CASE_METHOD(ResolverHarness, "What a complete walk does not find has no process") {
  proc.Put({.pid = 10});
  proc.Socket(10, 3, 500);
  Resolve({Query(777), Query(778, QueryKind::kListener)});
  CHECK(For(777).answer.outcome == OwnerOutcome::kNoProcess);
  CHECK(For(777).answer.creator_unit.empty());
  CHECK(For(778).answer.outcome == OwnerOutcome::kNoProcess);
  CHECK(answered[777] == 1);
}

TEST_CASE_METHOD(ResolverHarness, "Not found is no proof where somebody may not be looked into") {
  proc.Put({.pid = 10, .comm = "mine"});
  proc.Put({.pid = 20});
  proc.Socket(10, 3, 500);
  std::filesystem::permissions(proc.Path(20, "fd"), std::filesystem::perms::none);
  const testing::Unprivileged nobody;
  Resolve({Query(500), Query(777)});
  CHECK(For(500).owner.process == "mine");
  CHECK(For(777).answer.outcome == OwnerOutcome::kPermission);
}

TEST_CASE_METHOD(ResolverHarness, "A quarantined process is one that may not be looked into") {
  proc.Put({.pid = 10});
  proc.Socket(10, 3, 500);
  quarantine.Add({10, 0});
  Resolve({Query(500)});
  CHECK(For(500).answer.outcome == OwnerOutcome::kPermission);
  CHECK(LinksRead() == 0);
}

TEST_CASE_METHOD(ResolverHarness, "A /proc that cannot be listed proves nothing") {
  Get();
  std::filesystem::remove_all(proc.Root());
  Resolve({Query(500)});
  CHECK(For(500).answer.outcome == OwnerOutcome::kPermission);
}

TEST_CASE_METHOD(ResolverHarness, "A pid given out again has its turn by its own start time") {
  proc.Put({.pid = 10, .comm = "old", .start_time = 100});
  proc.Put({.pid = 20, .comm = "middle", .start_time = 200});
  Resolve({Query(1)});
  proc.Put({.pid = 10, .comm = "young", .start_time = 300});
  proc.Socket(10, 3, 500);
  proc.Socket(20, 3, 500);
  Resolve({Query(500)});
  CHECK(For(500).owner.process == "middle");
  proc.Socket(10, 4, 501);
  Resolve({Query(501)});
  CHECK(For(501).owner.process == "young");
  CHECK(For(501).owner.start_time == 300);
}

TEST_CASE_METHOD(ResolverHarness, "Who is born during the walk is visited before giving up") {
  proc.Put({.pid = 10, .start_time = 100});
  proc.Socket(10, 3, 499);
  on_collect = [this] {
    if (collected != 3) return;  // pids have been listed, pid 10 is next
    proc.Put({.pid = 20, .comm = "child", .start_time = 200});
    proc.Socket(20, 3, 500);
  };
  Resolve({Query(500)});
  CHECK(For(500).owner.process == "child");
}

TEST_CASE_METHOD(ResolverHarness, "A process that vanishes during the walk does no harm") {
  proc.Put({.pid = 10, .start_time = 100});
  proc.Put({.pid = 20, .start_time = 200});
  on_collect = [this] {
    if (collected == 4) proc.Remove(20);
  };
  Resolve({Query(500)});
  CHECK(For(500).answer.outcome == OwnerOutcome::kNoProcess);
}

TEST_CASE_METHOD(ResolverHarness, "Being told to stop ends the walk without an answer") {
  struct Stopping final : ResolverPort {
    ResolverMail Collect() override {
      ResolverMail mail;
      if (++collected == 1) mail.request.queries = {Query(777)};
      mail.stop = collected == 4;
      return mail;
    }
    void Send(OwnerReply) override { sent = true; }
    void Sleep(std::chrono::nanoseconds) override {}
    int collected = 0;
    bool sent = false;
  } port;
  for (std::uint32_t pid = 10; pid < 20; ++pid) proc.Put({.pid = pid});
  Resolver resolver({proc.Root(), stats, Compile({}), 0.01, {}, Time()}, port, mark);
  CHECK_FALSE(resolver.RunOnce());
  CHECK_FALSE(port.sent);
}

}  // namespace sockwatch
