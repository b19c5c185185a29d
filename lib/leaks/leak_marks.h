// What is remembered of past looks at one pace: how many old sockets there were, to see whether
// they die, and how many connections in all, to see whether CLOSE_WAIT only takes from ESTABLISHED.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"
#include "leaks/age_histogram.h"
#include "leaks/leak_scale.h"

namespace sockwatch {

// Not thread-safe.
class LeakMarks {
 public:
  // `held`: ESTABLISHED and CLOSE_WAIT. Remembered once a slot at most; `now` never goes back. When
  // no old socket is left, those that were there are forgotten: a leak may begin with the restart
  // that closed them.
  void Note(const LeakScale& scale, const AgeHistogram& ages, std::uint32_t held, MonoTime now);

  // Of the sockets that were old enough at one time in the last two windows, how many are gone: the
  // most for any such time. However long they live, turnover shows here.
  [[nodiscard]] std::uint32_t MostDied(const LeakScale& scale, const AgeHistogram& ages,
                                       MonoTime now) const;

  // While the window's survivors were born, as far as it was watched, ESTABLISHED fell as they
  // came: the sum stood still. An idle pool does so when its peer closes it bit by bit.
  // The window must not be empty.
  [[nodiscard]] bool OnlyMoved(const LeakScale& scale, const AgeHistogram& ages,
                               MonoTime now) const;

 private:
  struct Mark {
    MonoTime at{};
    std::uint32_t old = 0;  // sockets of the scale's age or more
    std::uint32_t held = 0;
  };
  // One a slot: two windows.
  static constexpr std::size_t kMarks = std::size_t{2} * LeakScale::kSlots;

  void Forget();
  // The newest is Back(0).
  [[nodiscard]] const Mark& Back(std::size_t i) const {
    return marks_[(next_ + 2 * kMarks - 1 - i) % kMarks];
  }

  std::array<Mark, kMarks> marks_{};
  std::size_t next_ = 0;
  std::size_t size_ = 0;
  bool any_old_ = false;
};

}  // namespace sockwatch
