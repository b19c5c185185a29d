#include "aggregate/groups.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "aggregate/series_count.h"

namespace sockwatch {
namespace {

using enum TcpState;

// Groups "p0", "p1", ... on their own, with a clock.
struct Fixture {
  explicit Fixture(const GroupLimits& limits) : series(limits.series), groups(limits, peers) {}

  GroupId Make(const std::string& process, TcpState state, std::uint32_t sockets) {
    const GroupId id = groups.Intern({.role = Role::kServer, .port = 80, .process = process}, now);
    if (sockets > 0) groups.Count(id, state, sockets);
    return id;
  }
  void SetLimits(const GroupLimits& limits) {
    series = limits.series;
    groups.SetLimits(limits);
  }
  void Tick(std::chrono::nanoseconds after = std::chrono::seconds(5)) {
    now += after;
    groups.CloseTick(kHostLabel, {now, {}});
    Publish();
  }
  void Publish() {
    snapshot = {};
    snapshot.netns.resize(1);
    snapshot.netns.front().netns = "host";
    snapshot.series_limit = series;
    groups.Publish(now, snapshot);
    TrimDetails(snapshot);
  }
  GroupRow Row(const std::string& process) {
    for (const GroupRow& row : snapshot.groups) {
      if (row.labels.process == process) return row;
    }
    return {};
  }
  bool Has(const std::string& process) { return !Row(process).labels.process.empty(); }

  // Of all groups and programs.
  [[nodiscard]] std::uint32_t Series() const {
    std::uint32_t sum = DetailsOf(snapshot).Sum();
    for (const GroupRow& row : snapshot.groups) sum += CoreSeries(row, snapshot.close_wait_ages);
    for (const ProgramRow& row : snapshot.programs) sum += CoreSeries(row);
    return sum;
  }

  MonoTime now{std::chrono::hours(1)};
  std::uint32_t series;
  Peers peers;
  Groups groups;
  Snapshot snapshot;
};

// What a page without groups has, and the room kept for `other`.
std::uint32_t Besides() {
  Snapshot snapshot;
  snapshot.netns.resize(1);
  return SeriesBesidesGroups(snapshot);
}
constexpr std::uint32_t kForOther = 40;

TEST_CASE("Groups beyond the limit are folded into other, the smallest without CLOSE_WAIT first") {
  Fixture f({.groups = 2});
  f.Make("big", kEstablished, 100);
  f.Make("leak", kCloseWait, 1);
  f.Make("small", kEstablished, 10);
  f.Tick();
  CHECK(f.Has("big"));
  CHECK(f.Has("leak"));
  CHECK_FALSE(f.Has("small"));
  CHECK(f.Row("other").sockets[Index(kEstablished)] == 10);
  CHECK(f.snapshot.folded_groups == 1);
}

TEST_CASE("The group other has no role, port or unit") {
  Fixture f({.groups = 1});
  f.Make("big", kEstablished, 2);
  f.Make("small", kEstablished, 1);
  f.Tick();
  CHECK(f.Row("other").labels == GroupLabels{"host", "", "other", "", ""});
}

TEST_CASE("A group at zero gives its slot to a live one") {
  Fixture f({.groups = 2});
  f.Make("old", kEstablished, 0);
  f.Tick();
  f.Make("zero", kEstablished, 0);
  f.Make("live", kEstablished, 1);
  f.Tick();
  CHECK_FALSE(f.Has("old"));
  CHECK(f.Has("zero"));
  CHECK(f.Has("live"));
}

TEST_CASE("Folding moves the counters to other, which never falls") {
  Fixture f({.groups = 1});
  const GroupId small = f.Make("small", kEstablished, 1);
  f.groups.BookEntry(small, 0);
  f.Make("big", kEstablished, 2);
  f.Tick();
  CHECK(f.Row("other").entries[0] == 1);
  f.groups.BookEntry(small, 0);
  f.Publish();
  CHECK(f.Row("other").entries[0] == 2);
  f.SetLimits({.groups = 2});
  f.Tick();
  CHECK(f.Row("small").entries[0] == 0);
  CHECK(f.Row("small").sockets[Index(kEstablished)] == 1);
  CHECK(f.Row("other").entries[0] == 2);
  CHECK(f.Row("other").sockets[Index(kEstablished)] == 0);
}

TEST_CASE("Sums over groups are the same folded and unfolded") {
  Fixture f({.groups = 3});
  for (std::uint32_t i = 1; i <= 50; ++i) f.Make("p" + std::to_string(i), kTimeWait, i);
  f.Tick();
  std::uint32_t sum = 0;
  for (const GroupRow& row : f.snapshot.groups) sum += row.sockets[Index(kTimeWait)];
  CHECK(sum == 50 * 51 / 2);
}

TEST_CASE("More groups than can be kept go straight to other") {
  Fixture f({.groups = 1});
  for (std::uint32_t i = 0; i < 3000; ++i) f.Make("p" + std::to_string(i), kTimeWait, 1);
  f.Tick();
  CHECK(f.Row("other").sockets[Index(kTimeWait)] == 2999);
  CHECK(f.snapshot.folded_groups < 1100);
}

TEST_CASE("Zeros are kept for the retention, then the group goes") {
  Fixture f({.retention = std::chrono::hours(2)});
  const GroupId id = f.Make("a", kEstablished, 1);
  f.Tick();
  f.groups.Uncount(id, kEstablished);
  f.Tick(std::chrono::minutes(119));
  CHECK(f.Row("a").shown.Has(kEstablished));
  f.Tick(std::chrono::minutes(2));
  CHECK_FALSE(f.Has("a"));
}

TEST_CASE("A scope's zeros are kept for an hour only") {
  Fixture f({});
  f.groups.Intern({.unit = "run-1.scope", .process = "a"}, f.now);
  f.Tick(std::chrono::minutes(59));
  CHECK(f.Has("a"));
  f.Tick(std::chrono::minutes(1));
  CHECK_FALSE(f.Has("a"));
}

TEST_CASE("A group that a connection still refers to stays") {
  Fixture f({.retention = std::chrono::minutes(1)});
  f.groups.AddRef(f.Make("a", kEstablished, 0));
  f.Tick(std::chrono::hours(2));
  CHECK(f.Has("a"));
}

TEST_CASE("An unattributed group that was only waiting for names leaves no zeros") {
  Fixture f({});
  const GroupId id = f.Make("unattributed", kEstablished, 1);
  f.Tick();
  CHECK(f.Has("unattributed"));
  f.groups.Uncount(id, kEstablished);
  f.Tick();
  CHECK_FALSE(f.Has("unattributed"));
}

TEST_CASE("Established, close_wait and time_wait are always shown, others while and after use") {
  Fixture f({});
  const GroupId id = f.Make("a", kLastAck, 1);
  f.Tick();
  for (const TcpState state : {kEstablished, kCloseWait, kTimeWait, kLastAck}) {
    CHECK(f.Row("a").shown.Has(state));
  }
  CHECK_FALSE(f.Row("a").shown.Has(kSynSent));
  f.groups.Uncount(id, kLastAck);
  f.Tick(std::chrono::minutes(10));
  CHECK(f.Row("a").shown.Has(kLastAck));
  f.Tick();
  CHECK_FALSE(f.Row("a").shown.Has(kLastAck));
}

TEST_CASE("The peak is the highest tick of the last minute") {
  Fixture f({});
  const GroupId id = f.Make("a", kCloseWait, 5);
  f.Tick();
  for (int i = 0; i < 4; ++i) f.groups.Uncount(id, kCloseWait);
  f.Tick(std::chrono::seconds(30));
  CHECK(f.Row("a").peaks[0] == 5);
  f.Tick(std::chrono::seconds(31));
  CHECK(f.Row("a").peaks[0] == 1);
}

TEST_CASE("The peak covers the last two ticks, however far apart") {
  Fixture f({});
  const GroupId id = f.Make("a", kCloseWait, 1);
  f.Tick();
  f.groups.Uncount(id, kCloseWait);
  f.Tick(std::chrono::minutes(10));
  CHECK(f.Row("a").peaks[0] == 1);
  f.Tick(std::chrono::minutes(10));
  CHECK(f.Row("a").peaks[0] == 0);
}

TEST_CASE("Peaks are shown while non-zero and ten minutes after") {
  Fixture f({});
  const GroupId id = f.Make("a", kCloseWait, 1);
  f.Tick();
  CHECK(f.Row("a").peaks_shown.Has(kCloseWait));
  CHECK_FALSE(f.Row("a").peaks_shown.Has(kTimeWait));
  f.groups.Uncount(id, kCloseWait);
  f.Tick(std::chrono::minutes(10));
  CHECK(f.Row("a").peaks_shown.Has(kCloseWait));
  f.Tick(std::chrono::minutes(2));
  CHECK_FALSE(f.Row("a").peaks_shown.Has(kCloseWait));
}

TEST_CASE("Over the series limit peaks go first, then groups fold") {
  constexpr std::uint32_t kOne = 3 + 6 + 1;  // states, counters, verdict
  const std::uint32_t needed = Besides() + 13 * kOne;
  Fixture f({.groups = 100, .series = needed + kForOther});
  for (int i = 0; i < 13; ++i) f.Make("p" + std::to_string(i), kCloseWait, 1);
  f.Tick();
  CHECK(f.snapshot.folded_groups == 0);
  CHECK(f.Series() == 13 * (kOne + 1));
  f.SetLimits({.groups = 100, .series = needed + 12});
  f.Tick();
  CHECK(f.snapshot.folded_groups == 3);
  CHECK(Besides() + f.Series() <= needed + 12);
}

TEST_CASE("Peaks are dropped where they alone are too many") {
  const std::uint32_t limit = Besides() + 100 * 10 + kForOther;
  Fixture f({.groups = 1000, .series = limit});
  for (int i = 0; i < 100; ++i) f.Make("p" + std::to_string(i), kCloseWait, 1);
  f.Tick();
  CHECK(f.snapshot.folded_groups == 0);
  CHECK(DetailsOf(f.snapshot).peaks == 0);
}

TEST_CASE("Limits that are kept make nothing flap") {
  Fixture f({.groups = 100, .series = Besides() + kForOther + 100});
  for (std::uint32_t i = 0; i < 20; ++i) f.Make("p" + std::to_string(i), kCloseWait, i + 1);
  f.Tick();
  const auto before = f.snapshot.groups.size();
  for (int i = 0; i < 5; ++i) {
    f.Tick();
    CHECK(f.snapshot.groups.size() == before);
  }
}

}  // namespace
}  // namespace sockwatch
