// Series by name and labels: what a metrics page says, or what somebody else says under the names
// of the page.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sockwatch::testing {

using Labels = std::map<std::string, std::string>;

struct Series {
  std::string name;
  Labels labels;
  double value = 0;
};

class SeriesSet {
 public:
  // A page in the text format (version 0.0.4). Throws, quoting it, on a line that is none.
  static SeriesSet Parse(std::string_view page);

  // Adds to the series' value, which begins at 0.
  void Add(const std::string& name, const Labels& labels, double value);

  // Of those with the name and at least these labels.
  [[nodiscard]] std::vector<Series> All(const std::string& name, const Labels& labels = {}) const;
  [[nodiscard]] double Sum(const std::string& name, const Labels& labels = {}) const;

  // The one such series; nothing if there is none. Throws if there are several.
  [[nodiscard]] std::optional<double> Find(const std::string& name,
                                           const Labels& labels = {}) const;

 private:
  std::map<std::pair<std::string, Labels>, double> series_;
};

// `labels` and one more, or with another value.
Labels With(Labels labels, const std::string& name, const std::string& value);

// name{label="value",...}, for messages.
std::string SeriesText(const std::string& name, const Labels& labels);

}  // namespace sockwatch::testing
