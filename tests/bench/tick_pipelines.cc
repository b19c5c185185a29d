#include "bench/tick_pipelines.h"

#include <stdexcept>
#include <string>
#include <variant>

#include "procnet/ephemeral_ports.h"
#include "procnet/sysctl.h"
#include "support/check.h"

namespace sockwatch::bench {
namespace {

class CountingSink final : public SampleSink {
 public:
  DumpResult Accept(std::span<const SocketSample> rows) override {
    rows_ += rows.size();
    return DumpResult::kComplete;
  }

 private:
  std::uint64_t rows_ = 0;
};

// As the daemon's default configuration has it.
AggregatorSettings Everything() {
  AggregatorSettings settings;
  for (const int minutes : {1, 5, 15, 60}) {
    settings.ages.push_back({std::chrono::minutes(minutes), std::to_string(minutes) + "m", true});
  }
  return settings;
}

}  // namespace

void MustBeComplete(DumpResult result) {
  if (result == DumpResult::kComplete) return;
  throw std::runtime_error("dump: " + std::string(DumpResultName(result)));
}

void ParseOnly::Tick() {
  CountingSink sink;
  MustBeComplete(source_.Dump(sink));
}

void PollAndRing::Tick() {
  polling_.Tick();
  ticks_.wait(seen_);
  ++seen_;
  MustBeComplete(result_);
}

void PollAndRing::Consume(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    polling_.Ring().Wait(std::chrono::milliseconds(100));
    polling_.Ring().Consume([this](const TickItem& item) { Look(item); });
  }
}

void PollAndRing::Look(const TickItem& item) {
  if (const auto* row = std::get_if<SocketSample>(&item)) {
    ++states_.at(Index(row->state));
  } else if (const auto* end = std::get_if<EndDump>(&item)) {
    result_ = end->result;
  } else if (std::holds_alternative<EndTick>(item)) {
    ticks_.fetch_add(1);
    ticks_.notify_one();
  }
}

WholeTick::WholeTick()
    : aggregator_(polling_.Ring(), owners_, slot_, polling_.Time(), polling_.Stats(),
                  NetnsReads{.label = [](NetnsId) { return std::string("host"); },
                             .ports = [](NetnsId) { return ReadEphemeralPorts("/proc"); },
                             .sysctls = [](NetnsId) { return ReadSysctls("/proc"); }},
                  Everything()) {}

void WholeTick::Tick() {
  polling_.Tick();
  ++ticks_;
  testing::WaitUntil("the aggregator has published a complete tick",
                     [this] { return CompleteDumps() == ticks_; });
}

std::uint64_t WholeTick::CompleteDumps() const {
  const auto snapshot = slot_.Get();
  return snapshot->netns.front().dumps.at(static_cast<std::size_t>(DumpResult::kComplete));
}

}  // namespace sockwatch::bench
