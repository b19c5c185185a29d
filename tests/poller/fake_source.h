// A source of rows that a test has made up.
#pragma once

#include <functional>
#include <vector>

#include "sample/sample_source.h"

namespace sockwatch::testing {

// A dump of `rows` rows, and whatever else the test wants to happen in it.
class FakeSource final : public SampleSource {
 public:
  DumpResult Dump(SampleSink& sink) override {
    ++dumps;
    if (during) during();
    const std::vector<SocketSample> batch(rows);
    const DumpResult accepted = sink.Accept(batch);
    return accepted == DumpResult::kComplete ? result : accepted;
  }

  DumpResult DumpListeners(SampleSink& sink) override {
    ++listener_dumps;
    return sink.Accept(listeners);
  }

  DumpResult DumpConnections(SampleSink& sink) override { return Dump(sink); }

  DumpResult DumpCloseWait(SampleSink& sink) override {
    ++age_dumps;
    if (age_result != DumpResult::kComplete) return age_result;
    return sink.Accept(aged);
  }

  int dumps = 0;
  int age_dumps = 0;
  int listener_dumps = 0;
  std::vector<SocketSample> listeners;
  DumpResult age_result = DumpResult::kComplete;
  std::vector<SocketSample> aged;
  std::size_t rows = 0;
  DumpResult result = DumpResult::kComplete;
  std::function<void()> during;
};

}  // namespace sockwatch::testing
