// What the aggregator knows of single sockets, for somebody on another thread who holds their
// cookies: a letter box. A question is answered as a whole on the aggregator's thread, between two
// batches of rows; no lock is held meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <vector>

#include "aggregate/connection_table.h"
#include "aggregate/groups.h"
#include "aggregate/timeline.h"
#include "base/clock.h"

namespace sockwatch {

// Of a socket that is not known yet, or not any more: the default.
struct KnownSocket {
  std::shared_ptr<const GroupLabels> labels{};  // without the namespace; null: not known
  std::uint32_t pid = 0;                        // that holds it; 0: not known
  TcpState state = TcpState::kClose;            // when last seen
  WallTime since{};                             // in that state
  Certainty certainty = Certainty::kUnattributed;
  UnattributedReason reason = UnattributedReason::kPending;
};

class SocketLookup {
 public:
  // At most so many cookies a question: a millisecond or two of the aggregator's time.
  static constexpr std::size_t kMostCookies = 10'000;

  using Answer = std::vector<KnownSocket>;  // as the cookies were asked for

  // `wake` makes the aggregator's thread call AnswerAll() soon.
  explicit SocketLookup(std::function<void()> wake) : wake_(std::move(wake)) {}

  // Any thread. The future never throws unless the lookup is destroyed before it has answered.
  std::future<Answer> Ask(std::vector<std::uint64_t> cookies);

  struct Sight {
    const ConnectionTable& table;
    const Groups& groups;
    const Timeline& timeline;
    MonoTime now;
    WallTime wall;
  };
  // Aggregator's thread.
  void AnswerAll(const Sight& sight);

 private:
  struct Question {
    std::vector<std::uint64_t> cookies;
    std::promise<Answer> answer;
  };

  std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<Question> questions_;  // under mutex_
};

}  // namespace sockwatch
