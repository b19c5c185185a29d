#include "web/entity_tag.h"

#include <algorithm>

namespace sockwatch {
namespace {

std::string_view Opaque(std::string_view etag) {
  return etag.starts_with("W/") ? etag.substr(2) : etag;
}

void SkipAny(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

// The next tag of a list, which is taken off it; empty at its end, and at what is no tag. A comma
// may stand within a tag.
std::string_view TakeTag(std::string_view& list) {
  SkipAny(list, ", \t");
  const std::size_t start = list.starts_with("W/") ? 2 : 0;
  if (list.size() <= start || list[start] != '"') return {};
  const std::size_t end = list.find('"', start + 1);
  if (end == std::string_view::npos) return {};
  const std::string_view tag = list.substr(0, end + 1);
  list.remove_prefix(tag.size());
  return tag;
}

}  // namespace

bool MatchesTag(std::string_view field_value, std::string_view etag) {
  std::string_view list = field_value;
  SkipAny(list, ", \t");
  if (list.starts_with("*")) return true;
  while (true) {
    const std::string_view tag = TakeTag(list);
    if (tag.empty()) return false;
    if (Opaque(tag) == Opaque(etag)) return true;
  }
}

}  // namespace sockwatch
