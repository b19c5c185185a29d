// The key that a misspelt one was likely meant to be.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace sockwatch {

// The candidate with the fewest edits (a letter added, lost, changed, or two neighbours swapped)
// from `key`: at most two, or one where the candidate is shorter than five letters. The first of
// equals.
std::optional<std::string_view> NearestKey(std::string_view key,
                                           const std::vector<std::string_view>& candidates);

}  // namespace sockwatch
