#include "config/nearest_key.h"

#include <algorithm>
#include <cstddef>

namespace sockwatch {
namespace {

constexpr std::size_t kMaxEdits = 2;

std::size_t AllowedEdits(std::string_view candidate) {
  return candidate.size() < 5 ? 1 : kMaxEdits;
}

bool Swapped(std::string_view a, std::string_view b, std::size_t i, std::size_t j) {
  return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
}

// Optimal string alignment distance (Damerau-Levenshtein without edits of a swapped pair), by the
// usual table, of which three rows are kept: cost[j] is that of a[..i) against b[..j).
std::size_t Edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> cost(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) cost[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(cost);
    cost[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[j] = std::min({last[j] + 1, cost[j - 1] + 1, last[j - 1] + change});
      if (Swapped(a, b, i, j)) cost[j] = std::min(cost[j], before_last[j - 2] + 1);
    }
  }
  return cost[b.size()];
}

}  // namespace

std::optional<std::string_view> NearestKey(std::string_view key,
                                           const std::vector<std::string_view>& candidates) {
  std::optional<std::string_view> nearest;
  std::size_t fewest = kMaxEdits + 1;
  for (const std::string_view candidate : candidates) {
    // Also keeps the table small for a key as long as the file.
    if (key.size() > candidate.size() + kMaxEdits) continue;
    const std::size_t edits = Edits(key, candidate);
    if (edits > AllowedEdits(candidate) || edits >= fewest) continue;
    nearest = candidate;
    fewest = edits;
  }
  return nearest;
}

}  // namespace sockwatch
