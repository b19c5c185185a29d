// A sink that allocates nothing.
#pragma once

#include <cstddef>
#include <span>

#include "sample/sample_source.h"

namespace sockwatch::testing {

class CountingSink final : public SampleSink {
 public:
  DumpResult Accept(std::span<const SocketSample> batch) override {
    rows += batch.size();
    return DumpResult::kComplete;
  }
  std::size_t rows = 0;
};

}  // namespace sockwatch::testing
