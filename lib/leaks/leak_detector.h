// The daemon's own verdict whether a group of connections leaks sockets in CLOSE_WAIT, from the
// exact ages of those that are there ("survivors"). It judges whether old ones keep coming, not how
// many there are: ages are birth times, and the births of a leak's survivors are spread over time.
//
// Told apart from a leak:
//   bursts, young turnover   nothing gets old
//   a step, a batch, a pool  one event fills few slots of a window, and a rolling restart, whose
//   that dies at once        sockets come in clumps, few of its grains
//   half-closed transfers    as many old sockets go as come
//   an idle pool that its    ESTABLISHED falls as CLOSE_WAIT grows
//   peer closes bit by bit
//   what has stopped         the youngest old socket gets older than chance allows
// What was before the detector's first look is known by ages alone. So some births must be watched
// before a verdict, lest the last minutes of a pool be taken for a leak; unless survivors fill six
// windows, so that after a restart of the daemon a leak of hours is known at once.
//
// Not told apart:
//   - turnover that begins out of nothing, of sockets that live longer than it takes to know a leak
//     of their pace (7 min at 1000 an hour, 12 at 100, 35 at 20, 2 h at 4), is called a leak until
//     the first of them are gone;
//   - so is a batch that takes longer than four minutes to come, for some minutes, and a rolling
//     restart that leaves a socket or two at each step, or takes two hours;
//   - a leak beside turnover of the same age waits for a slower pace, where that turnover is young;
//   - a leak whose sockets are missing from ESTABLISHED for good (clients leave a server for the
//     night, which never closes) looks like an idle pool: say established = 0 for a server;
//   - fewer than 3 an hour are called a leak by chance alone.
//
// A verdict ends at once when the sockets are gone; when those it began with are, and there are no
// more than then; and when none comes any more: 25 min later at 1000 an hour, 40 min at 100, 3 h at
// 20, 4 h at most.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"
#include "leaks/age_histogram.h"
#include "leaks/leak_marks.h"
#include "leaks/leak_scale.h"

namespace sockwatch {

// One group in one complete tick.
struct LeakLook {
  MonoTime now;
  const AgeHistogram& ages;  // of the sockets in CLOSE_WAIT
  std::uint32_t close_wait = 0;
  std::uint32_t established = 0;
};

struct LeakVerdict {
  bool leaking = false;
  // When the first socket of the leak entered CLOSE_WAIT; meaningful while leaking. Exact if no
  // older one is there, else it gets so within five minutes; it is only ever corrected to earlier.
  MonoTime start{};
};

// 1.2 KB a group. Not thread-safe.
class LeakDetector {
 public:
  // Once a complete tick, also when there is no CLOSE_WAIT: what is not seen to come cannot be
  // judged. Any interval will do, and gaps; `now` never goes back.
  LeakVerdict Look(const LeakLook& look);

 private:
  void Remember(const LeakLook& look);
  void Search(const LeakLook& look);
  [[nodiscard]] bool Holds(std::size_t scale, const LeakLook& look) const;
  void Keep(const LeakLook& look);
  [[nodiscard]] bool KeepsGrowing(const LeakLook& look);
  void TurnOn(const LeakLook& look);
  void TurnOff(const LeakLook& look);
  void MoveStart(const LeakLook& look);
  void SetAnchor(const LeakLook& look);
  // The leak's sockets of `age` or more.
  [[nodiscard]] std::uint32_t Leaked(const LeakLook& look, std::chrono::seconds age) const;

  std::array<LeakMarks, kLeakScales.size()> marks_{};
  MonoTime last_look_{};
  std::chrono::seconds step_{};  // between the last two looks
  MonoTime watched_since_{};     // the first look, or the end of the last verdict
  bool first_verdict_ = true;

  // A verdict, or one to be confirmed.
  bool leaking_ = false;
  bool holding_ = false;
  MonoTime held_since_{};
  std::size_t scale_ = 0;
  MonoTime start_{};

  // While leaking.
  MonoTime keep_until_{};
  MonoTime anchor_{};           // a past look,
  std::uint32_t anchored_ = 0;  // and how many sockets had leaked by then
};

}  // namespace sockwatch
