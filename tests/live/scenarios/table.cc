#include "live/scenarios/table.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace sockwatch::testing {

std::string NumberText(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), std::floor(value) == value ? "%.0f" : "%.2f", value);
  return text.data();
}

Table::Table(std::string scenario) : scenario_(std::move(scenario)) {
  Add("what", "expected", "ss", "exported");
}

void Table::Add(const std::string& what, const std::string& expected, const std::string& ss,
                const std::string& exported) {
  std::array<char, 512> row{};
  std::snprintf(row.data(), row.size(), "%-15s | %-63s | %14s | %9s | %9s\n", scenario_.c_str(),
                what.c_str(), expected.c_str(), ss.c_str(), exported.c_str());
  rows_ += row.data();
}

void Table::Print() const {
  std::fputs(rows_.c_str(), stdout);
  const std::filesystem::path folder = SOCKWATCH_TABLES;
  std::filesystem::create_directories(folder);
  std::ofstream(folder / scenario_) << rows_;
}

}  // namespace sockwatch::testing
