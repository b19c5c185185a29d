#include "namespaces/namespace_rounds.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "support/fake_clock.h"
#include "support/temp_proc.h"

namespace sockwatch::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kHost = 100;
const std::string kTcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n";

// Moves into namespaces by a link: thread-self is what is inside.
class FakeDoor final : public NetnsDoor {
 public:
  explicit FakeDoor(fs::path root) : root_(std::move(root)) {}

  Entry Enter(std::uint64_t inode, const NetnsPlace& /*place*/) override {
    ++entered;
    if (says != Entry::kInside) return says;
    fs::remove(root_ / "thread-self");
    fs::create_directory_symlink("inside-" + std::to_string(inode), root_ / "thread-self");
    return Entry::kInside;
  }
  bool Leave() override {
    fs::remove(root_ / "thread-self");
    return leaves;
  }

  int entered = 0;
  Entry says = Entry::kInside;
  bool leaves = true;

 private:
  fs::path root_;
};

struct Fixture {
  Fixture() { Link("self", kHost); }

  void Link(const std::string& process, std::uint64_t netns) {
    fs::create_directories(Root() / process / "ns");
    fs::remove(Root() / process / "ns" / "net");
    fs::create_symlink("net:[" + std::to_string(netns) + "]", Root() / process / "ns" / "net");
  }
  [[nodiscard]] fs::path Root() const { return proc.Root(); }

  // The files of `folder`/net.
  void Files(const std::string& folder, int inuse) {
    proc.Write(folder + "/net/sockstat", "TCP: inuse " + std::to_string(inuse) + " tw 0\n");
    proc.Write(folder + "/net/snmp", "Tcp: CurrEstab\nTcp: 0\n");
    proc.Write(folder + "/net/netstat", "TcpExt: ListenDrops\nTcpExt: 3\n");
    proc.Write(folder + "/net/tcp", kTcp);
  }
  void Put(std::uint32_t pid, std::uint64_t netns, int inuse) {
    proc.Put({.pid = pid});
    Link(std::to_string(pid), netns);
    Files(std::to_string(pid), inuse);
    Files("inside-" + std::to_string(netns), inuse);
  }

  // A round, and each turn answered with a complete dump of `inuse` listeners.
  std::vector<NetnsTurn> Round() {
    clock.Advance(std::chrono::seconds(1));
    queue.Ask();
    std::vector<NetnsTurn> turns;
    std::jthread taker([&] {
      for (NetnsTurn turn; queue.Take(turn, std::chrono::seconds(20), {}) == TurnTaken::kTurn;) {
        turns.push_back(std::move(turn));
      }
    });
    queue.WaitForAsk(std::chrono::seconds(20), {});
    went_on = rounds.Round(settings, {});
    queue.EndRound();
    taker.join();
    for (const NetnsTurn& turn : turns) {
      if (turn.kind != TurnKind::kDump) continue;
      queue.Report({.id = turn.id, .complete = true, .sockets = {turn.totals.inuse, 0}});
    }
    return turns;
  }
  std::uint64_t Errors(ErrorReason reason) {
    return stats->errors.at(static_cast<std::size_t>(reason)).Get();
  }

  TempProc proc;
  std::shared_ptr<SelfStats> stats = std::make_shared<SelfStats>();
  FakeDoor door{proc.Root()};
  NetnsDirectory directory;
  TurnQueue queue;
  FakeClock clock;
  Heartbeat heartbeat;
  NamespaceSettings settings;
  bool went_on = true;
  NamespaceRounds rounds{proc.Root(), stats, door, true, directory, queue, clock, heartbeat};
};

TEST_CASE_METHOD(Fixture, "A new namespace is entered, and its turn holds what was read inside") {
  Put(7, 200, 2);
  const auto turns = Round();
  REQUIRE(turns.size() == 1);
  CHECK(turns[0].id == 1);
  CHECK(turns[0].kind == TurnKind::kDump);
  CHECK(turns[0].diag);
  CHECK(turns[0].totals.inuse == 2);
  CHECK(turns[0].events.has_value());
  CHECK(heartbeat.YoungerThan(std::chrono::seconds(1), clock.Now()));
}

TEST_CASE_METHOD(Fixture, "Its label and facts are known with the first turn") {
  Put(7, 200, 2);
  proc.Write("sys/net/ipv4/ip_local_port_range", "1000\t1009\n");
  Round();
  CHECK(directory.Label(1) == "net-200");
  CHECK(directory.Ports(1).Count() == 10);
  CHECK(directory.Sysctls(1).size() == 2);
}

TEST_CASE_METHOD(Fixture, "An idle namespace is not entered, until sockstat says something new") {
  Put(7, 200, 2);
  Round();
  Round();
  CHECK(Round().at(0).kind == TurnKind::kUnchanged);
  CHECK(door.entered == 2);
  Files("7", 3);
  Files("inside-200", 3);
  CHECK(Round().at(0).kind == TurnKind::kDump);
}

TEST_CASE_METHOD(Fixture, "One without a process is entered to ask, and idle none the less") {
  proc.Write("1/mountinfo", "9 1 0:4 net:[300] /run/netns/blue rw - nsfs nsfs rw\n");
  Files("inside-300", 1);
  Round();
  Round();
  const auto turns = Round();
  CHECK(turns.at(0).kind == TurnKind::kUnchanged);
  CHECK_FALSE(turns.at(0).HoldsNamespace());
  CHECK(directory.Label(1) == "blue");
}

TEST_CASE_METHOD(Fixture, "A namespace whose processes are gone is gone") {
  Put(7, 200, 2);
  Round();
  proc.Remove(7);
  const auto turns = Round();
  REQUIRE(turns.size() == 1);
  CHECK(turns[0].kind == TurnKind::kGone);
  CHECK(Round().empty());
}

TEST_CASE_METHOD(Fixture,
                 "One that vanishes on the way in is a race, and leaves the others alone") {
  Put(7, 200, 2);
  door.says = Entry::kVanished;
  CHECK(Round().empty());
  CHECK(Errors(ErrorReason::kNamespaceVanished) == 1);
  door.says = Entry::kFailed;
  CHECK(Round().empty());
  CHECK(Errors(ErrorReason::kNamespaceEnter) == 1);
}

TEST_CASE_METHOD(Fixture, "A door that does not let back ends the rounds") {
  Put(7, 200, 2);
  door.leaves = false;
  Round();
  CHECK_FALSE(went_on);
}

TEST_CASE_METHOD(Fixture, "Where the door is closed, the files of a process serve") {
  Put(7, 200, 2);
  door.says = Entry::kDenied;
  const auto turns = Round();
  REQUIRE(turns.size() == 1);
  CHECK(turns[0].tcp);
  CHECK_FALSE(turns[0].diag);
  CHECK(turns[0].totals.inuse == 2);
  CHECK(stats->namespaces_unreachable.Get() == 0);
}

TEST_CASE_METHOD(Fixture, "Without a process and a door a namespace cannot be reached") {
  proc.Write("1/mountinfo", "9 1 0:4 net:[300] /run/netns/blue rw - nsfs nsfs rw\n");
  door.says = Entry::kDenied;
  CHECK(Round().empty());
  CHECK(stats->namespaces_unreachable.Get() == 1);
}

TEST_CASE_METHOD(Fixture, "Files of a process that has moved on are not those of the namespace") {
  Put(7, 200, 2);
  door.says = Entry::kDenied;
  clock.Advance(std::chrono::hours(1));
  Round();
  clock.Advance(NamespaceFinder::kYoung);  // or the finder would see it itself
  Round();
  Link("7", 201);
  Files("7", 3);  // as the other one has them
  CHECK(Round().empty());
  CHECK(Errors(ErrorReason::kNamespaceVanished) == 1);
}

TEST_CASE_METHOD(Fixture, "Settings hold from the next round on") {
  Put(7, 200, 2);
  Put(8, 300, 2);
  settings.limit = 1;
  CHECK(Round().size() == 1);
  CHECK(stats->namespaces_limit.Get() == 1);
  settings.filter = NetnsFilter({"nothing"}, {});
  CHECK(Round().at(0).kind == TurnKind::kGone);
  CHECK(stats->namespaces_excluded.Get() == 2);
  settings = {};
  settings.enabled = false;
  CHECK(Round().empty());
  CHECK(stats->namespaces_excluded.Get() == 0);
}

TEST_CASE_METHOD(Fixture, "A round that was given up goes on with the one whose turn it was") {
  for (std::uint32_t pid = 1; pid <= 3; ++pid) Put(pid, 200 + pid, 2);
  Round();
  queue.Ask();
  queue.WaitForAsk(std::chrono::seconds(1), {});
  queue.GiveUp();
  rounds.Round(settings, {});  // nobody takes the first one
  queue.EndRound();
  const auto turns = Round();
  REQUIRE(turns.size() == 3);
  CHECK(turns[0].id == 1);
  CHECK(turns[2].id == 3);
}

}  // namespace
}  // namespace sockwatch::testing
