// Makes series of ss(8)'s rows, one by one, for SeriesFromSs() (ss_series.h).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/series.h"
#include "support/ss.h"
#include "support/ss_series.h"

namespace sockwatch::testing {

class SsCounter {
 public:
  // `programs` outlives it.
  explicit SsCounter(const std::vector<Program>& programs);

  void Add(const SsRow& row);

  // Call once.
  SeriesSet Take();

 private:
  struct Queue {
    double length = 0;
    double limit = 0;

    [[nodiscard]] bool FullerThan(const Queue& other) const;
  };
  struct Ports {
    std::set<std::uint16_t> held;
    std::set<std::uint16_t> time_wait;
  };

  [[nodiscard]] const Program* Find(std::string_view role, std::uint16_t port) const;
  [[nodiscard]] const Program& ProgramOf(const SsRow& row) const;
  void AddQueues(const SsRow& row, const Labels& group);
  void AddCloseWait(const SsRow& row, const Labels& group);
  void AddPort(const SsRow& row);
  void TakePorts();

  const std::vector<Program>& programs_;
  SeriesSet set_;
  std::map<Labels, Queue> fullest_;                 // by group
  std::map<std::string_view, std::set<int>> pids_;  // by process
  std::map<std::string, Ports> ports_;              // by source
};

}  // namespace sockwatch::testing
