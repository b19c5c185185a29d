#include "api/socket_dump.h"

#include <pthread.h>

#include <algorithm>
#include <exception>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sockwatch::api {
namespace {

constexpr std::chrono::milliseconds kStopCheck{100};

Error Stopping() { return Error{"sockwatchd is stopping"}; }

}  // namespace

// Gathers the rows that matter and asks for the owners of so many at once; what it keeps is bounded
// whatever the number of sockets.
class SocketDumps::Collector final : public SampleSink {
 public:
  Collector(const DumpReads& reads, SocketRows& rows, const std::stop_token& stop)
      : reads_(reads),
        rows_(rows),
        stop_(stop),
        deadline_(std::chrono::steady_clock::now() + kLongest) {}

  DumpResult Accept(std::span<const SocketSample> rows) override {
    if (stop_.stop_requested()) return DumpResult::kStopped;
    if (std::chrono::steady_clock::now() > deadline_) return DumpResult::kTooLong;
    for (const SocketSample& row : rows) {
      if (rows_.TakesRow(row) && !Take(row)) return DumpResult::kTooLong;
    }
    return DumpResult::kComplete;
  }

  // The owners of what is left; false: the aggregator does not answer.
  bool Flush() {
    std::vector<std::uint64_t> cookies;
    cookies.reserve(kept_.size());
    for (const SocketSample& row : kept_) cookies.push_back(row.cookie);
    if (kept_.empty()) return true;
    auto future = reads_.lookup(std::move(cookies));
    if (!Await(future)) return false;
    SocketLookup::Answer owners = future.get();
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      rows_.Add({kept_[i], i < owners.size() ? std::move(owners[i]) : KnownSocket{}});
    }
    kept_.clear();
    return true;
  }

 private:
  [[nodiscard]] bool Await(const std::future<SocketLookup::Answer>& answer) const {
    const MonoTime until = std::chrono::steady_clock::now() + kLookupPatience;
    while (answer.wait_for(kStopCheck) != std::future_status::ready) {
      if (stop_.stop_requested() || std::chrono::steady_clock::now() > until) return false;
    }
    return true;
  }

  bool Take(const SocketSample& row) {
    if (looked_up_ >= rows_.OwnersWanted()) {
      rows_.Skip();
      return true;
    }
    ++looked_up_;
    kept_.push_back(row);
    return kept_.size() < SocketLookup::kMostCookies || Flush();
  }

  const DumpReads& reads_;
  SocketRows& rows_;
  const std::stop_token& stop_;
  MonoTime deadline_;
  std::size_t looked_up_ = 0;
  std::vector<SocketSample> kept_;
};

SocketDumps::SocketDumps(DumpReads reads)
    : reads_(std::move(reads)), thread_([this](const std::stop_token& stop) { Run(stop); }) {}

SocketDumps::~SocketDumps() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  thread_.request_stop();
  thread_.join();
  for (DumpQuestion& question : waiting_) question.done(Stopping());
}

bool SocketDumps::Ask(DumpQuestion question) {
  const std::scoped_lock lock(mutex_);
  if (stopped_ || waiting_.size() >= kMostWaiting) return false;
  waiting_.push_back(std::move(question));
  asked_.notify_one();
  return true;
}

void SocketDumps::Run(const std::stop_token& stop) {
  pthread_setname_np(pthread_self(), "dumps");
  while (true) {
    DumpQuestion question;
    {
      std::unique_lock lock(mutex_);
      if (!asked_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
      if (stop.stop_requested()) return;  // those that wait are told by the destructor
      question = std::move(waiting_.front());
      waiting_.pop_front();
    }
    question.done(TryAnswer(question, stop));
  }
}

// Where memory is short, an answer is refused, and the daemon goes on.
Result<Data> SocketDumps::TryAnswer(const DumpQuestion& question, const std::stop_token& stop) {
  try {
    return Answer(question, stop);
  } catch (const std::exception& failure) {
    return Error{"the answer could not be made: " + std::string(failure.what())};
  }
}

Result<Data> SocketDumps::Answer(const DumpQuestion& question, const std::stop_token& stop) {
  const auto snapshot = reads_.snapshot();
  const EphemeralPorts ephemeral = reads_.ports();
  const auto rows =
      MakeSocketRows(question.resource, {question.query, *snapshot, ephemeral, reads_.now()});
  const std::uint32_t states = rows->KernelStates();
  if (states == 0) return rows->Finish();
  Collector collector(reads_, *rows, stop);
  const DumpResult result = reads_.dump(states, collector);
  if (result == DumpResult::kStopped) return Stopping();
  if (result != DumpResult::kComplete) {
    return Error{"the dump of the sockets failed: " + std::string(DumpResultName(result))};
  }
  if (stop.stop_requested()) return Stopping();
  if (!collector.Flush()) return Error{"the owners of the sockets could not be asked for in time"};
  return rows->Finish();
}

}  // namespace sockwatch::api
