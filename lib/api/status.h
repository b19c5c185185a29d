// What the program says about itself.
#pragma once

#include <string>

#include "api/answer.h"
#include "export/process_stats.h"
#include "selfstats/self_stats.h"

namespace sockwatch::api {

struct StatusFacts {
  bool ready = false;
  std::int64_t pid = 0;
  ProcessStats process{};
  DumpResult last_dump = DumpResult::kComplete;
  double last_dump_seconds = 0;
  bool dumped = false;  // at least once
};

Data StatusData(const View& view, const StatusFacts& facts, const SelfStats& stats);

}  // namespace sockwatch::api
