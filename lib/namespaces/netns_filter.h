// Which namespaces are wanted, by their labels. Immutable.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace sockwatch {

class NetnsFilter {
 public:
  // Regular expressions of RE2, each for the whole of a label. One that does not compile matches
  // nothing: the configuration's loader lets none through.
  NetnsFilter(const std::vector<std::string>& include, const std::vector<std::string>& exclude);

  // One of `include` matches and none of `exclude`.
  [[nodiscard]] bool Wants(std::string_view label) const;

 private:
  using Patterns = std::vector<std::shared_ptr<const re2::RE2>>;

  Patterns include_;
  Patterns exclude_;
};

}  // namespace sockwatch
