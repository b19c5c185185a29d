// The four paces at which a leak is looked for, and what the ages of one tick say at such a pace.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "leaks/age_histogram.h"

namespace sockwatch {

// A socket counts from `age` on. The window [age, End()) of ages is cut into eight slots: a leak
// fills nearly all of them, a burst one or two, and young turnover none.
struct LeakScale {
  static constexpr int kSlots = 8;

  std::chrono::seconds age;
  std::chrono::seconds slot;
  std::uint32_t filled;        // slots that must hold ...
  std::uint32_t in_slot;       // ... this many sockets each, at least,
  std::uint32_t total;         // and all of them together this many,
  std::uint32_t watched;       // of which so many were born while the detector watched
  std::uint32_t died_percent;  // of those watched: older sockets that went meanwhile, at most
  std::chrono::seconds grain;  // births closer than this may be one event; 0: do not ask

  [[nodiscard]] constexpr std::chrono::seconds Window() const { return kSlots * slot; }
  [[nodiscard]] constexpr std::chrono::seconds End() const { return age + Window(); }
};

// Each serves what is too slow for the one before: from 700, 72, 15 and 3 an hour on. The ages are
// more than sockets live that are merely slow at that pace. Seven slots of 45 s: a batch of three
// minutes is no leak, and 1000 an hour are known within eight. Seven of 75 s: a rolling restart
// with steps two minutes apart fills six, and 100 an hour are known within a quarter of an hour. At
// the slower paces random births leave every fifth slot empty, so six are enough; the last window
// knows 4 an hour within three hours. It does not ask for grains: a job that leaks at each run is a
// leak.
inline constexpr std::array<LeakScale, 4> kLeakScales{{
    {.age = std::chrono::minutes(2),
     .slot = std::chrono::seconds(45),
     .filled = 7,
     .in_slot = 4,
     .total = 70,
     .watched = 20,
     .died_percent = 10,
     .grain = std::chrono::seconds(15)},
    {.age = std::chrono::minutes(4),
     .slot = std::chrono::seconds(75),
     .filled = 7,
     .in_slot = 1,
     .total = 12,
     .watched = 6,
     .died_percent = 25,
     .grain = std::chrono::seconds(15)},
    {.age = std::chrono::minutes(5),
     .slot = std::chrono::minutes(5),
     .filled = 6,
     .in_slot = 1,
     .total = 10,
     .watched = 6,
     .died_percent = 25,
     .grain = std::chrono::minutes(1)},
    {.age = std::chrono::minutes(15),
     .slot = std::chrono::minutes(20),
     .filled = 6,
     .in_slot = 1,
     .total = 8,
     .watched = 6,
     .died_percent = 25,
     .grain = std::chrono::seconds(0)},
}};

// Whether the ages look like a leak: the window is filled evenly, not by a few events, and sockets
// still come. `step`: time since the look before, the precision of ages that were seen and not
// told.
bool LooksLikeLeak(const LeakScale& scale, const AgeHistogram& ages, std::chrono::seconds step);

// The same at half the pace and with gaps: enough for a verdict to go on.
bool LooksAlive(const LeakScale& scale, const AgeHistogram& ages, std::chrono::seconds step);

// Whether even six windows are filled, for two thirds: no turnover or restart lasts that long.
bool LooksLong(const LeakScale& scale, const AgeHistogram& ages);

}  // namespace sockwatch
