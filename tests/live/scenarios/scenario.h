// A scenario: real processes in a network namespace of their own, the real daemon beside them, and
// every number that it exports held against what the test did and against ss(8).
//
// On every page that is looked at, with whatever going on meanwhile:
//   - the sockets of all groups are those of the namespace, for each state;
//   - causes and remotes each sum up to the group's CLOSE_WAIT;
//   - nobody but `programs` has a socket or a counted entry: unattributed is allowed, wrong is not.
// And whenever the namespace is at rest (Rest()):
//   - every gauge that ss can tell equals it (ss_series.h), so nothing is unattributed;
//   - the kernel's own totals differ by nothing;
//   - what entered a state and has not left it is there.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "live/scenarios/table.h"
#include "support/netns.h"
#include "support/puppet.h"
#include "support/series.h"
#include "support/sockwatchd.h"
#include "support/ss_series.h"

namespace sockwatch::testing {

// From one number to another; of moments, seconds of CLOCK_REALTIME.
struct Range {
  double from = 0;
  double to = 0;
};
inline Range operator+(const Range& a, const Range& b) { return {a.from + b.from, a.to + b.to}; }
inline Range operator*(double times, const Range& a) { return {times * a.from, times * a.to}; }

double WallSeconds();

// When something happened that `act` does.
Range During(const std::function<void()>& act);

class Scenario {
 public:
  static constexpr double kInterval = 0.2;  // seconds between two polls of the daemon
  static constexpr double kSlack = 0.2;     // seconds that a tick may be late without being skipped

  // In a new namespace. The daemon and this process are `programs`, too.
  Scenario(const std::string& name, std::vector<Program> programs);
  ~Scenario();  // prints the table
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;

  // Starts the daemon; puppets are to be made before it. `config` are further keys of its
  // configuration. Done again it ends the daemon and starts another one, which begins to count
  // anew.
  void Watch(const std::string& config = "");

  // A page, with all checks; kept as Page().
  const SeriesSet& Look();
  [[nodiscard]] const SeriesSet& Page() const { return page_; }

  // Until there is such a page.
  void WaitFor(const std::string& what, const std::function<bool(const SeriesSet&)>& reached,
               std::chrono::seconds limit = std::chrono::seconds(20));

  // Until there is a page of a time at which all was at rest, and checks it.
  void Rest();
  [[nodiscard]] const SeriesSet& Ss() const { return ss_; }  // what ss said then

  // From here on (scenario_expect.cc) the names of metrics stand without "sockwatch_", and each
  // call is a row of the table.

  // On the page: the value must be `expected`, where an absent series is as good as 0. The witness
  // is ss at the last Rest(), where it knows.
  void Expect(const std::string& name, const Labels& labels, double expected);
  // With another witness.
  void Expect(const std::string& name, const Labels& labels, double expected,
              std::optional<double> witness);
  // Known to the test within limits.
  void ExpectWithin(const std::string& name, const Labels& labels, const Range& expected);

  // The program's sockets in CLOSE_WAIT of that age, and since when the oldest is; ss says when
  // they heard their peers last.
  void ExpectOlder(const Program& program, const std::string& age, double expected);
  void ExpectOldest(const Program& program, const Range& expected);

  // Descriptors of the program's process that is nearest its limit. Waits for them to be counted.
  struct Fds {
    double open = 0;
    double limit = 0;
    double close_wait = 0;
  };
  void ExpectFds(const Program& program, const Puppet& nearest, const Fds& expected);

  // When the daemon may have seen at first what happened then: at the next tick, or one later for
  // each that it says it skipped.
  [[nodiscard]] Range SeenFrom(const Range& happened) const;

  // How long it may say that a socket was in a state.
  [[nodiscard]] Range Stay(const Range& entered, const Range& left) const;

 private:
  void EndDaemon();
  [[nodiscard]] std::string Unrest();
  void CheckSums() const;
  void CheckOwners(const std::string& name);
  void CheckLedger() const;

  PrivateNetns netns_;
  const double begun_ = WallSeconds();
  Table table_;
  std::vector<Program> programs_;
  std::optional<Sockwatchd> daemon_;
  SeriesSet page_;
  SeriesSet ss_;
  std::optional<SeriesSet> first_;  // the page with which the daemon began to count
  int pages_ = 0;
  int rests_ = 0;
  int misnamed_ = 0;  // series, on all pages
};

}  // namespace sockwatch::testing
