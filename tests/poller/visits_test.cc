// What a tick makes of all namespaces but the host's.
#include <catch2/catch.hpp>
#include <deque>
#include <optional>
#include <vector>

#include "poller/fake_source.h"
#include "poller/poller.h"
#include "support/fake_clock.h"

namespace sockwatch {
namespace {

using testing::FakeClock;
using testing::FakeSource;

class FakeVisits final : public NetnsVisits {
 public:
  void Begin() override { ++rounds; }
  bool Next(const std::stop_token& /*stop*/) override {
    if (turns.empty()) return false;
    turn = std::move(turns.front());
    turns.pop_front();
    if (during) during();
    return true;
  }
  [[nodiscard]] const NetnsTurn& Turn() const override { return turn; }
  SampleSource& Source() override { return source; }
  std::optional<OtherSockets> ReadOthers() override {
    ++others_read;
    return OtherSockets{true, false, {}, {}};
  }
  void End(const TurnOutcome& outcome) override { outcomes.push_back(outcome); }
  void GiveUp() override { ++given_up; }

  std::deque<NetnsTurn> turns;
  std::function<void()> during;
  NetnsTurn turn;
  FakeSource source;
  std::vector<TurnOutcome> outcomes;
  int rounds = 0;
  int others_read = 0;
  int given_up = 0;
};

NetnsTurn Turn(TurnKind kind, NetnsId id = 3) {
  NetnsTurn turn;
  turn.id = id;
  turn.kind = kind;
  return turn;
}

std::vector<SocketSample> Listeners(std::size_t count) {
  SocketSample row;
  row.state = TcpState::kListen;
  return {count, row};
}

struct Fixture {
  // A namespace whose files counted `inuse` sockets.
  void AddDump(std::uint32_t inuse) {
    NetnsTurn turn = Turn(TurnKind::kDump);
    turn.totals = {.known = true, .inuse = inuse};
    visits.turns.push_back(std::move(turn));
  }
  // A tick, and what stands behind the host's part of it.
  std::vector<TickItem> Tick() {
    poller.Tick({});
    std::vector<TickItem> items;
    bool host = true;
    ring.Consume([&](const TickItem& item) {
      if (!host) items.push_back(item);
      host = host && !std::holds_alternative<EndDump>(item);
    });
    return items;
  }

  FakeSource source;
  FakeVisits visits;
  TickRing ring{256, std::chrono::milliseconds(20)};
  FakeClock clock;
  SelfStats stats;
  Poller poller{source,
                PollerReads{.totals = [] { return KernelTotals{}; },
                            .events = [] { return std::nullopt; },
                            .others = [] { return OtherSockets{}; }},
                ring,
                clock,
                stats,
                std::chrono::milliseconds(1000),
                &visits};
};

TEST_CASE_METHOD(Fixture, "Namespaces follow the host's dump, and one EndTick follows them all") {
  visits.turns.push_back(Turn(TurnKind::kUnchanged, 3));
  visits.turns.push_back(Turn(TurnKind::kGone, 4));
  const auto items = Tick();
  REQUIRE(items.size() == 3);
  CHECK(std::get<Unchanged>(items[0]).netns == 3);
  CHECK(std::get<NetnsGone>(items[1]).netns == 4);
  CHECK(std::holds_alternative<EndTick>(items[2]));
  CHECK(visits.rounds == 1);
}

TEST_CASE_METHOD(Fixture, "Where listeners are all there is, the table is not walked") {
  visits.source.listeners = Listeners(2);
  visits.source.rows = 5;
  AddDump(2);
  const auto items = Tick();
  REQUIRE(items.size() == 5);
  CHECK(std::get<BeginDump>(items[0]).netns == 3);
  CHECK(std::get<EndDump>(items[3]).result == DumpResult::kComplete);
  CHECK(visits.source.dumps == 0);
  CHECK(visits.source.age_dumps == 0);
  CHECK(visits.others_read == 0);
  CHECK(visits.outcomes.at(0).complete);
  CHECK(visits.outcomes.at(0).sockets.listeners == 2);
  CHECK(visits.outcomes.at(0).sockets.others == 0);
}

TEST_CASE_METHOD(Fixture, "All sockets are dumped where the files count more, or cannot tell") {
  visits.source.listeners = Listeners(2);
  visits.source.rows = 1;
  SECTION("more than listeners") { AddDump(3); }
  SECTION("TIME_WAIT") {
    AddDump(2);
    visits.turns.back().totals.time_wait = 1;
  }
  SECTION("unknown") {
    AddDump(2);
    visits.turns.back().totals.known = false;
  }
  const auto items = Tick();
  REQUIRE(items.size() == 7);  // two listeners, one other, UDP and UNIX
  CHECK(visits.source.dumps == 1);
  CHECK(visits.outcomes.at(0).sockets.others == 1);
  CHECK(visits.source.age_dumps == 1);
  CHECK(visits.others_read == 1);
}

TEST_CASE_METHOD(Fixture, "What was read of the namespace travels with its dump") {
  AddDump(0);
  visits.turns.back().events = KernelEventCounts{7};
  const auto items = Tick();
  CHECK(std::get<KernelEventCounts>(items[1])[0] == 7);
  CHECK(std::get<EndDump>(items[2]).kernel.known);
}

TEST_CASE_METHOD(Fixture, "A dump that fails is told and counted as such, and no other suffers") {
  visits.source.result = DumpResult::kKernelError;
  AddDump(1);
  visits.turns.push_back(Turn(TurnKind::kUnchanged, 4));
  const auto items = Tick();
  CHECK(std::get<EndDump>(items[1]).result == DumpResult::kKernelError);
  CHECK(std::get<Unchanged>(items[2]).netns == 4);
  CHECK_FALSE(visits.outcomes.at(0).complete);
  CHECK(stats.errors.at(static_cast<std::size_t>(ErrorReason::kDumpKernelError)).Get() == 1);
  CHECK(visits.others_read == 0);
}

TEST_CASE_METHOD(Fixture, "Ages are asked for once, and not of what was seen from its beginning") {
  visits.source.rows = 1;
  AddDump(1);
  Tick();
  AddDump(1);
  Tick();
  CHECK(visits.source.age_dumps == 1);
  visits.turns.push_back(Turn(TurnKind::kGone));
  Tick();
  AddDump(0);  // another one with that number, at first without sockets
  Tick();
  AddDump(1);
  Tick();
  CHECK(visits.source.age_dumps == 1);
}

TEST_CASE_METHOD(Fixture, "Other sockets of a namespace are counted every 15 seconds at most") {
  visits.source.rows = 1;
  for (int tick = 0; tick < 15; ++tick) {
    AddDump(1);
    Tick();
    clock.Advance(std::chrono::seconds(1));
  }
  CHECK(visits.others_read == 1);
  AddDump(1);
  Tick();
  CHECK(visits.others_read == 2);
}

TEST_CASE_METHOD(Fixture, "Namespaces that find no time leave the host's next tick alone") {
  for (NetnsId id = 1; id <= 3; ++id) visits.turns.push_back(Turn(TurnKind::kUnchanged, id));
  visits.during = [this] { clock.Advance(std::chrono::milliseconds(400)); };
  CHECK(Tick().size() == 3);
  CHECK(visits.given_up == 1);
  CHECK(visits.turns.size() == 1);
}

TEST_CASE_METHOD(Fixture, "However long the host's dump takes, one namespace has its turn") {
  source.during = [this] { clock.Advance(std::chrono::seconds(5)); };
  for (NetnsId id = 1; id <= 3; ++id) visits.turns.push_back(Turn(TurnKind::kUnchanged, id));
  CHECK(Tick().size() == 2);
  CHECK(visits.given_up == 1);
}

}  // namespace
}  // namespace sockwatch
