// What a scenario compared, for people: one row a number, in columns
//   scenario | what | expected | ss | exported
// where `expected` is what the test did and `ss` what ss(8), or another witness that the row names,
// says. It goes to standard output, and to a file of the scenario's in SOCKWATCH_TABLES, where the
// tables of all scenarios are found after a run.
#pragma once

#include <string>

namespace sockwatch::testing {

// Whole numbers without a point.
std::string NumberText(double value);

class Table {
 public:
  explicit Table(std::string scenario);

  void Add(const std::string& what, const std::string& expected, const std::string& ss,
           const std::string& exported);
  void Print() const;

 private:
  std::string scenario_;
  std::string rows_;
};

}  // namespace sockwatch::testing
