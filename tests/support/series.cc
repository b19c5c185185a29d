#include "support/series.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace sockwatch::testing {
namespace {

bool HasAll(const Labels& labels, const Labels& wanted) {
  return std::includes(labels.begin(), labels.end(), wanted.begin(), wanted.end());
}

// Takes one sample line apart, from left to right.
class Line {
 public:
  explicit Line(std::string_view line) : line_(line) {}

  Series Read() {
    Series series;
    series.name = Until("{ ");
    while (Next() != '}' && Next() != ' ') {
      ++at_;  // over { or ,
      if (Next() == '}') break;
      std::string label = Until("=");
      at_ += 2;  // over ="
      series.labels[std::move(label)] = Value();
    }
    if (Next() == '}') ++at_;
    series.value = std::stod(std::string(line_.substr(at_)));
    return series;
  }

 private:
  [[nodiscard]] char Next() const {
    if (at_ >= line_.size()) throw std::runtime_error("no sample: " + std::string(line_));
    return line_[at_];
  }

  std::string Until(std::string_view ends) {
    const auto begin = at_;
    while (ends.find(Next()) == std::string_view::npos) ++at_;
    return std::string(line_.substr(begin, at_ - begin));
  }

  std::string Value() {
    std::string value;
    for (; Next() != '"'; ++at_) {
      if (Next() == '\\') ++at_;
      value += Next();
    }
    ++at_;
    return value;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

}  // namespace

SeriesSet SeriesSet::Parse(std::string_view page) {
  SeriesSet set;
  std::istringstream lines{std::string(page)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    const Series series = Line(line).Read();
    set.Add(series.name, series.labels, series.value);
  }
  return set;
}

void SeriesSet::Add(const std::string& name, const Labels& labels, double value) {
  series_[{name, labels}] += value;
}

std::vector<Series> SeriesSet::All(const std::string& name, const Labels& labels) const {
  std::vector<Series> all;
  for (auto at = series_.lower_bound({name, {}}); at != series_.end(); ++at) {
    const auto& [key, value] = *at;
    if (key.first != name) break;
    if (HasAll(key.second, labels)) all.push_back({key.first, key.second, value});
  }
  return all;
}

double SeriesSet::Sum(const std::string& name, const Labels& labels) const {
  double sum = 0;
  for (const Series& series : All(name, labels)) sum += series.value;
  return sum;
}

std::optional<double> SeriesSet::Find(const std::string& name, const Labels& labels) const {
  const auto all = All(name, labels);
  if (all.size() > 1) throw std::runtime_error("not one series: " + SeriesText(name, labels));
  return all.empty() ? std::nullopt : std::optional(all.front().value);
}

Labels With(Labels labels, const std::string& name, const std::string& value) {
  labels[name] = value;
  return labels;
}

std::string SeriesText(const std::string& name, const Labels& labels) {
  std::string text;
  for (const auto& [label, value] : labels) {
    if (!text.empty()) text += ',';
    text.append(label).append("=\"").append(value).append("\"");
  }
  return text.empty() ? name : name + "{" + text + "}";
}

}  // namespace sockwatch::testing
