// The scrapes of one target, series by series.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <vector>

#include "rules/cases.h"
#include "rules/curve.h"

namespace sockwatch::testing {

class Page {
 public:
  // As WriteScrapes().
  Page(const Case& c, std::string instance, std::chrono::seconds zero, Millis every,
       std::ostream& out);

  // `labels` besides job and instance: 'a="b",c="d"', or none. Values are those of the last tick
  // before each scrape.
  void Write(const std::string& name, const std::string& labels, const Curve& curve) {
    WriteValues(name, labels, curve.At(ticks_));
  }
  void Write(const std::string& name, const std::string& labels, double constant) {
    WriteValues(name, labels, std::vector<double>(ticks_.size(), constant));
  }
  void WriteValues(const std::string& name, const std::string& labels,
                   const std::vector<double>& values);

  // What Prometheus itself writes, also in gaps.
  void WriteUp();

  [[nodiscard]] const std::vector<Millis>& Ticks() const { return ticks_; }

 private:
  [[nodiscard]] std::string SeriesOf(const std::string& name, const std::string& labels) const;
  void WriteSample(const std::string& series, double value, Millis at);

  std::string instance_;
  std::chrono::seconds zero_;
  std::ostream& out_;
  std::vector<Millis> all_;      // scrapes, also those that fail
  std::vector<Millis> scrapes_;  // those that do not
  std::vector<Millis> ticks_;    // the last one before each of them
};

}  // namespace sockwatch::testing
