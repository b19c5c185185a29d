#include "namespaces/netns_filter.h"

#include <re2/re2.h>

#include <algorithm>

namespace sockwatch {
namespace {

std::vector<std::shared_ptr<const RE2>> Compile(const std::vector<std::string>& patterns) {
  std::vector<std::shared_ptr<const RE2>> compiled;
  compiled.reserve(patterns.size());
  for (const std::string& pattern : patterns) {
    compiled.push_back(std::make_shared<const RE2>(pattern, RE2::Quiet));
  }
  return compiled;
}

bool MatchesAny(const std::vector<std::shared_ptr<const RE2>>& patterns, std::string_view label) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
    return RE2::FullMatch({label.data(), label.size()}, *pattern);
  });
}

}  // namespace

NetnsFilter::NetnsFilter(const std::vector<std::string>& include,
                         const std::vector<std::string>& exclude)
    : include_(Compile(include)), exclude_(Compile(exclude)) {}

bool NetnsFilter::Wants(std::string_view label) const {
  return MatchesAny(include_, label) && !MatchesAny(exclude_, label);
}

}  // namespace sockwatch
