// How many series hosts of some sizes cost: what ten thousand of them send to one Prometheus.
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <numeric>

#include "aggregate/harness.h"
#include "export/full_page.h"
#include "export/page_text.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;

AggregatorSettings Defaults() {
  AggregatorSettings settings;
  settings.ages = {{std::chrono::minutes(1), "1m", false},
                   {std::chrono::minutes(5), "5m", true},
                   {std::chrono::minutes(15), "15m", false},
                   {std::chrono::hours(1), "1h", true}};
  return settings;
}

// Series of a page by family; a histogram's parts are one family.
std::map<std::string, int> CountByFamily(const std::string& page) {
  std::map<std::string, int> families;
  for (std::string name : SampleLines(page)) {
    name = name.substr(0, name.find_first_of("{ "));
    for (const char* part : {"_bucket", "_sum", "_count"}) {
      if (name.ends_with(part)) name.resize(name.size() - std::string(part).size());
    }
    ++families[name];
  }
  return families;
}

int Print(const std::string& title, const std::map<std::string, int>& families) {
  int sum = 0;
  for (const auto& [name, count] : families) sum += count;
  std::cout << "| " << title << ": series by family | " << sum << " |\n|---|---:|\n";
  for (const auto& [name, count] : families) std::cout << "| " << name << " | " << count << " |\n";
  return sum;
}

// 20 programs: 12 servers, 10 of which are clients of something, too, and 8 that are only clients.
// Three groups leak, towards four remotes each; ten have TIME_WAIT, five unread bytes.
struct UsualHost : Harness {
  UsualHost() : Harness(Defaults()) {
    for (std::uint32_t program = 0; program < 20; ++program) {
      const std::string name = "program" + std::to_string(program);
      finder.holders[program + 1] = {program + 100, name, name + ".service"};
      finder.fd_uses[program + 100] = {program + 100, name, name + ".service", 50, 1024};
      if (program < 12) AddServer(program);
      if (program >= 2) AddClient(program);
    }
    kernel.known = true;
    for (const char* name :
         {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"}) {
      sysctls.push_back({name, 1});
    }
  }
  std::shared_ptr<const Snapshot> Tick() {
    clock.Advance(interval);
    Begin(rows);
    Push(std::vector{KernelEventCounts{}});
    Push(std::vector{OtherSockets{true, true, {}, {}}});
    End(DumpResult::kComplete);
    return Answer();
  }

  Rows rows;

 private:
  std::uint64_t Next() { return ++cookie_; }
  void AddServer(std::uint32_t program) {
    const auto port = static_cast<std::uint16_t>(8000 + program);
    rows.push_back(Listener(Next(), port, program + 1));
    rows.back().send_queue = 128;
    rows.push_back(Server(Next(), port, kEstablished, program + 1));
    if (program < 5) rows.back().receive_queue = 10;
    if (program < 10) rows.push_back(Server(Next(), port, kTimeWait));
  }
  void AddClient(std::uint32_t program) {
    const auto port = static_cast<std::uint16_t>(5000 + program);
    rows.push_back(Client(Next(), port, kEstablished, program + 1));
    for (std::uint8_t remote = 1; program < 5 && remote <= 4; ++remote) {
      rows.push_back(Client(Next(), port, kCloseWait, program + 1));
      rows.back().remote = V4(10, 0, 0, remote);
    }
  }
  std::uint64_t cookie_ = 0;
};

TEST_CASE("A host of 30 groups, 3 of them with CLOSE_WAIT, is at most 700 series", "[export]") {
  UsualHost host;
  host.Tick();
  host.interval = std::chrono::minutes(2);
  host.Tick();
  Snapshot snapshot = *host.Tick();
  CHECK(snapshot.groups.size() == 30);
  for (GroupRow& row : snapshot.groups) row.close_wait.leaking = row.close_wait.shown;
  const int sum = Print("30 groups, 3 with CLOSE_WAIT", CountByFamily(FullPage(snapshot)));
  CHECK(sum <= 700);
}

// 200 pods with two listeners each, of 20 programs in 200 units, and not a connection.
TEST_CASE("200 idle namespaces are a few series more than none", "[export]") {
  UsualHost host;
  host.Tick();
  const auto without = SampleLines(FullPage(*host.Tick())).size();
  for (NetnsId id = 1; id <= 200; ++id) {
    const std::uint32_t program = id % 20;
    host.finder.holders[1000U + id] = {1000U + id, "pod" + std::to_string(program),
                                       "pod-" + std::to_string(id) + ".scope"};
    host.DumpOf(id, {Listener(10'000U + id, static_cast<std::uint16_t>(9000 + program), 1000U + id),
                     Listener(20'000U + id, 22, 1000U + id)});
  }
  host.Tick();
  const auto snapshot = host.Tick();
  const std::string page = FullPage(*snapshot);
  std::cout << "| 200 idle namespaces of 20 programs: series more | "
            << SampleLines(page).size() - without << " |\n";
  CHECK(SampleLines(page).size() - without <= 100);
  CHECK(InvariantGap(*snapshot) == 0);
}

// A node whose pods all talk.
TEST_CASE("100 busy namespaces stay under limits.series, and hide no leak of the host",
          "[export]") {
  Harness h(Defaults());
  for (int tick = 0; tick < 2; ++tick) {
    h.DumpOf(kHostNetns, {Client(1, 443, kCloseWait)});
    for (NetnsId id = 1; id <= 100; ++id) {
      h.Begin({Listener(100U + id, 80, 0), Server(300U + id, 80, kEstablished),
               Client(500U + id, 443, kEstablished), Client(700U + id, 5432, kTimeWait)},
              id);
      h.Push(std::vector{KernelEventCounts{}});
      h.Push(std::vector{OtherSockets{true, true, {}, {}}});
      h.DumpEnd(id);
    }
    h.Tick();
  }
  const std::string page = FullPage(*h.slot.Get());
  Print("100 busy namespaces", CountByFamily(page));
  CHECK(SampleLines(page).size() <= 4000);
  CHECK(Sockets(GroupIn(*h.slot.Get(), "host", "unattributed"), kCloseWait) == 1);
  CHECK(InvariantGap(*h.slot.Get()) == 0);
}

TEST_CASE("A host of 10,000 processes stays under limits.series", "[export]") {
  Harness h(Defaults());
  Harness::Rows rows;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const std::string name = "job" + std::to_string(i);
    h.finder.holders[i + 1] = {i + 100, name, name + ".service"};
    h.finder.fd_uses[i + 100] = {i + 100, name, name + ".service", 50, 1024};
    rows.push_back(Client(i + 1, 443, i % 10 == 0 ? kCloseWait : kEstablished, i + 1));
    rows.back().receive_queue = 1;
    rows.back().remote =
        V4(10, 0, static_cast<std::uint8_t>(i / 250), static_cast<std::uint8_t>(i % 250));
  }
  for (int tick = 0; tick < 3; ++tick) {
    h.interval = std::chrono::minutes(2);
    const auto snapshot = h.Settle(rows);
    CHECK(SampleLines(FullPage(*snapshot)).size() <= 4000);
    CHECK(InvariantGap(*snapshot) == 0);
  }
}

// One run of 50 short-lived units, each with a few sockets, beside a leaker of one socket.
TEST_CASE("Cron jobs never push a live leaker into other", "[export]") {
  Harness h(Defaults());
  h.finder.holders[1] = {99, "leaker", ""};
  std::uint32_t next = 1;
  for (int run = 0; run < 40; ++run) {
    Harness::Rows rows = {Client(1, 443, kCloseWait, 1)};
    for (int job = 0; job < 50; ++job) {
      const std::uint32_t inode = ++next;
      const std::string unit = "cron-" + std::to_string(inode) + ".service";
      h.finder.holders[inode] = {inode + 100, "job", unit};
      for (std::uint64_t i = 0; i < 3; ++i) {
        rows.push_back(Client(inode * 10ULL + i, 443, kEstablished, inode));
      }
    }
    const auto snapshot = h.Settle(rows);
    CHECK(Sockets(Group(*snapshot, "leaker"), kCloseWait) == 1);
    CHECK(SampleLines(FullPage(*snapshot)).size() <= 4000);
    CHECK(InvariantGap(*snapshot) == 0);
  }
}

}  // namespace
}  // namespace sockwatch::testing
