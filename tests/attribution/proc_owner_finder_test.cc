// The thread behind it all, on a fake /proc: answers, hanging reads, and the end.
#include "attribution/proc_owner_finder.h"

#include <fcntl.h>

#include <catch2/catch.hpp>

#include "base/doorbell.h"
#include "resolver_harness.h"

namespace sockwatch {

using testing::Query;
using testing::ResolverHarness;
using testing::TempProc;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  std::unique_ptr<ProcOwnerFinder> Make() {
    ProcOwnerFinderSetup setup;
    setup.proc_root = tree.Root();
    setup.rules = ResolverHarness::Compile({});
    setup.cpu_budget = 1.0;
    setup.on_reply = [this] { bell.Ring(); };
    setup.stats = stats;
    return std::make_unique<ProcOwnerFinder>(std::move(setup));
  }

  void KernelDoesNotCount() { std::filesystem::remove_all(tree.Root() + "/self"); }

  OwnerReply NextReply(ProcOwnerFinder& finder) {
    for (;;) {
      if (auto reply = finder.TakeReply()) return *reply;
      REQUIRE(bell.WaitFor(60s));
    }
  }

  // Returns when somebody has the FIFO open for reading; as long as what is returned is open, the
  // reader hangs.
  UniqueFd HangReader(std::uint32_t pid, const std::string& name) {
    return UniqueFd(open(tree.Path(pid, name).c_str(), O_WRONLY | O_CLOEXEC));
  }

  // Five seconds pass for a thread that does not move.
  void WatchItHang(ProcOwnerFinder& finder) {
    finder.Watch(now);
    finder.Watch(now + 4s);
    now += 5s;
    finder.Watch(now);
  }

  TempProc tree;
  std::shared_ptr<SelfStats> stats = std::make_shared<SelfStats>();
  Doorbell bell;
  MonoTime now{1h};
};

double FeatureOf(const SelfStats& stats, Feature feature) {
  return stats.features.at(static_cast<std::size_t>(feature)).Get();
}

}  // namespace

TEST_CASE_METHOD(Fixture, "A question is answered by the thread") {
  tree.Put({.pid = 10, .comm = "web", .cgroup = "/system.slice/web.service"});
  tree.Socket(10, 3, 500);
  const auto finder = Make();
  finder->Ask({{Query(500)}, {}});
  const OwnerReply reply = NextReply(*finder);
  REQUIRE(reply.answers.size() == 1);
  CHECK(reply.answers[0].cookie == 1500);
  CHECK(reply.owners.at(reply.answers[0].owner).unit == "web.service");
  CHECK(finder->Alive());
  CHECK(finder->Generation() == 0);
  CHECK(FeatureOf(*stats, Feature::kAttribution) == 1);
}

TEST_CASE_METHOD(Fixture, "A reply may consist of counts alone") {
  KernelDoesNotCount();
  tree.Put({.pid = 10, .comm = "web"});
  tree.Socket(10, 3, 500);
  const auto finder = Make();
  finder->Ask({{}, {}, {10}});
  const OwnerReply reply = NextReply(*finder);
  CHECK(reply.answers.empty());
  REQUIRE(reply.fd_uses.size() == 1);
  CHECK(reply.fd_uses[0].pid == 10);
  CHECK(reply.fd_uses[0].process == "web");
  CHECK(reply.fd_uses[0].open == 1);
}

TEST_CASE_METHOD(Fixture, "A process that ends while it is named is not counted, others are") {
  tree.Put({.pid = 10});
  tree.Put({.pid = 20});
  tree.MakeFifo(20, "cgroup");
  const auto finder = Make();
  finder->Ask({{}, {}, {20, 10}});
  UniqueFd writer = HangReader(20, "cgroup");
  tree.Remove(20);
  writer.Reset();
  const OwnerReply reply = NextReply(*finder);
  REQUIRE(reply.fd_uses.size() == 1);
  CHECK(reply.fd_uses[0].pid == 10);
}

TEST_CASE("Of the requests for counts that wait, the last is the one that is told") {
  ResolverChannel channel(nullptr);
  channel.Ask({{}, {}, {10, 20}});
  channel.Ask({{}, {}, {30}});
  channel.Ask({{Query(500)}, {}, {}});
  CHECK(channel.Collect().request.fds_of == std::vector<std::uint32_t>{30});
  CHECK(channel.Collect().request.fds_of.empty());
}

TEST_CASE_METHOD(Fixture, "Rules that are set later name later answers") {
  tree.Put({.pid = 10, .comm = "web"});
  tree.Socket(10, 3, 500);
  const auto finder = Make();
  finder->Ask({{Query(500)}, {}});
  CHECK(NextReply(*finder).owners.at(0).process == "web");
  finder->SetRules(ResolverHarness::Compile({{{}, "web", {}, {}, "shop"}}), 0.5);
  finder->Ask({{Query(500)}, {}});
  CHECK(NextReply(*finder).owners.at(0).process == "shop");
}

TEST_CASE_METHOD(Fixture, "A thread that hangs in a read is replaced, and its process left alone") {
  tree.Put({.pid = 10, .comm = "web", .start_time = 100});
  tree.Socket(10, 3, 500);
  tree.Put({.pid = 20, .start_time = 50});
  tree.MakeFifo(20, "stat");
  const auto finder = Make();
  finder->Ask({{Query(500), Query(777)}, {}});
  const UniqueFd writer = HangReader(20, "stat");
  WatchItHang(*finder);
  CHECK(finder->Generation() == 1);
  CHECK(finder->Alive());
  CHECK(stats->attribution_stuck.Get() == 1);
  CHECK(stats->errors.at(static_cast<std::size_t>(ErrorReason::kProcStuck)).Get() == 1);

  finder->Ask({{Query(500), Query(777)}, {}});  // what was lost is asked again
  OwnerReply reply = NextReply(*finder);
  while (reply.answers.size() < 2) Append(reply, NextReply(*finder));
  CHECK(reply.owners.at(0).process == "web");
  CHECK(reply.answers.at(1).outcome == OwnerOutcome::kPermission);
}

TEST_CASE_METHOD(Fixture, "A thread that hangs while it counts is replaced as well") {
  tree.Put({.pid = 10, .comm = "web"});
  tree.Put({.pid = 20});
  tree.MakeFifo(20, "limits");
  const auto finder = Make();
  finder->Ask({{}, {}, {20, 10}});
  const UniqueFd writer = HangReader(20, "limits");
  WatchItHang(*finder);
  CHECK(finder->Generation() == 1);
  CHECK(stats->attribution_stuck.Get() == 1);

  finder->Ask({{}, {}, {20, 10}});
  const OwnerReply reply = NextReply(*finder);
  REQUIRE(reply.fd_uses.size() == 1);
  CHECK(reply.fd_uses[0].process == "web");
}

TEST_CASE_METHOD(Fixture, "A read that comes back in time is not taken for a hang") {
  tree.Put({.pid = 20, .comm = "slow"});
  tree.Socket(20, 3, 500);
  tree.MakeFifo(20, "stat");
  const auto finder = Make();
  finder->Ask({{Query(500)}, {}});
  {
    const UniqueFd writer = HangReader(20, "stat");
    finder->Watch(now);
    finder->Watch(now + 4s);
    tree.Put({.pid = 20, .comm = "slow"});
  }
  CHECK(NextReply(*finder).owners.at(0).process == "slow");
  finder->Watch(now + 5s);
  finder->Watch(now + 20s);
  CHECK(finder->Generation() == 0);
}

TEST_CASE_METHOD(Fixture, "A thread that waits for work never counts as hanging") {
  const auto finder = Make();
  finder->Ask({{Query(500)}, {}});
  NextReply(*finder);
  for (int i = 0; i < 100; ++i) finder->Watch(now += 1h);
  CHECK(finder->Generation() == 0);
}

TEST_CASE_METHOD(Fixture, "A hanging thread that comes back goes away, and says nothing any more") {
  tree.Put({.pid = 20, .comm = "slow"});
  tree.Socket(20, 3, 500);
  tree.MakeFifo(20, "stat");
  const auto finder = Make();
  finder->Ask({{Query(500)}, {}});
  UniqueFd writer = HangReader(20, "stat");
  WatchItHang(*finder);
  CHECK(stats->attribution_stuck.Get() == 1);
  writer.Reset();
  while (stats->attribution_stuck.Get() != 0) finder->Watch(now);
  CHECK_FALSE(finder->TakeReply());
}

TEST_CASE_METHOD(Fixture, "After four hanging threads attribution is off") {
  std::vector<UniqueFd> writers;
  const auto finder = Make();
  for (std::uint32_t pid = 20; pid < 24; ++pid) {
    REQUIRE(finder->Alive());
    tree.Put({.pid = pid});
    tree.MakeFifo(pid, "stat");
    finder->Ask({{Query(777)}, {}});
    writers.push_back(HangReader(pid, "stat"));
    WatchItHang(*finder);
  }
  CHECK_FALSE(finder->Alive());
  CHECK(finder->Generation() == 4);
  CHECK(stats->attribution_stuck.Get() == 4);
  CHECK(FeatureOf(*stats, Feature::kAttribution) == 0);
  finder->Ask({{Query(1)}, {}});
  finder->Watch(now + 1h);
  finder->SetRules(ResolverHarness::Compile({}), 0.5);
  CHECK_FALSE(finder->TakeReply());
}

TEST_CASE_METHOD(Fixture, "The end does not wait for a thread that hangs") {
  tree.Put({.pid = 20});
  tree.MakeFifo(20, "stat");
  auto finder = Make();
  finder->Ask({{Query(777)}, {}});
  const UniqueFd writer = HangReader(20, "stat");
  CHECK_FALSE(finder->Stop());  // gives up after a second: this test returns
  finder.reset();
  CHECK_FALSE(bell.WaitFor(0s));
}

TEST_CASE_METHOD(Fixture, "The end interrupts a walk that sleeps") {
  for (std::uint32_t pid = 10; pid < 20; ++pid) tree.Put({.pid = pid});
  auto finder = Make();
  finder->SetRules(ResolverHarness::Compile({}), 1e-9);
  finder->Ask({{Query(777)}, {}});
  CHECK(finder->Stop());
  CHECK(stats->attribution_stuck.Get() == 0);
}

}  // namespace sockwatch
