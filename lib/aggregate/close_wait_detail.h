// What is known of the CLOSE_WAIT sockets of one group: counted anew at every survey, judged at
// every tick. Used by one thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "aggregate/connection.h"
#include "aggregate/peers.h"
#include "aggregate/snapshot.h"
#include "leaks/age_histogram.h"
#include "leaks/leak_detector.h"

namespace sockwatch {

// One CLOSE_WAIT socket as the last complete dump had it. Its group is asked for anew at each
// survey.
struct CloseWaitSocket {
  std::uint32_t slot = 0;  // in the ConnectionTable
  std::int32_t since = 0;  // as Connection::since
  PeerId peer = kNoId;
  CloseWaitCause cause = CloseWaitCause::kHeld;
};

// Why the row's socket is still in CLOSE_WAIT, where it is.
CloseWaitCause CauseOf(const SocketSample& row);

class CloseWaitDetail {
 public:
  using Ages = std::vector<CloseWaitAgeLimit>;

  // Begins a survey.
  void Clear();

  // `age` of the socket at the last complete dump. Sockets younger than the first of `ages` are no
  // remote's but "other": the ordinary traffic of a busy server would bring new label values with
  // every tick.
  void Add(const CloseWaitSocket& socket, std::chrono::milliseconds age, const Ages& ages);

  // Sockets that are not in the table, of which there is nothing else to know.
  void AddUnknown(CloseWaitCause cause, std::uint32_t sockets);

  // Takes in another group's, which is folded into this one's.
  void Merge(const CloseWaitDetail& other);

  // Once a tick.
  void Judge(MonoTime now, std::uint32_t close_wait, std::uint32_t established);
  [[nodiscard]] bool Leaking() const { return verdict_.leaking; }

  // `at`, `wall`: the last complete dump. At most `remotes` are named.
  [[nodiscard]] CloseWaitRow Row(const Peers& peers, std::size_t remotes, MonoTime at,
                                 WallTime wall) const;

 private:
  [[nodiscard]] std::vector<RemoteCount> Remotes(const Peers& peers, std::size_t most) const;

  std::array<std::uint32_t, kCloseWaitCauseCount> causes_{};
  std::vector<std::uint32_t> older_;
  absl::flat_hash_map<PeerId, std::uint32_t> remotes_;  // kNoId: those not told apart
  AgeHistogram ages_;
  LeakDetector detector_;
  LeakVerdict verdict_;
};

}  // namespace sockwatch
