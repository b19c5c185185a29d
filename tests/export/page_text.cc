#include "export/page_text.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace sockwatch::testing {

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> SampleLines(std::string_view page) { return SampleLines(page, ""); }

std::vector<std::string> SampleLines(std::string_view page, std::string_view prefix) {
  auto lines = Lines(page);
  std::erase_if(lines, [&](const std::string& line) {
    return line.starts_with("#") || !line.starts_with(prefix);
  });
  return lines;
}

std::string ValueOf(std::string_view page, std::string_view series) {
  const std::string prefix = std::string(series) + " ";
  const auto lines = SampleLines(page, prefix);
  return lines.size() == 1 ? lines.front().substr(prefix.size()) : "";
}

std::vector<std::string> LabelNames(std::string_view sample_line) {
  std::vector<std::string> names;
  std::string name;
  bool quoted = false;
  for (std::size_t i = std::min(sample_line.find('{'), sample_line.size()); i < sample_line.size();
       ++i) {
    const char c = sample_line[i];
    if (quoted && c == '\\') ++i;  // whatever is escaped does not end the value
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{' || c == ',') name.clear();
    if (c == '=' && name != "le") names.push_back(name);
    if (c >= 'a' && c <= 'z') name += c;
  }
  return names;
}

std::map<std::string, std::string> Metadata(std::string_view page, std::string_view keyword) {
  const std::string prefix = "# " + std::string(keyword) + " ";
  std::map<std::string, std::string> metadata;
  for (const auto& line : Lines(page)) {
    if (!line.starts_with(prefix)) continue;
    const auto name_end = line.find(' ', prefix.size());
    metadata[line.substr(prefix.size(), name_end - prefix.size())] = line.substr(name_end + 1);
  }
  return metadata;
}

std::string LineDifference(std::string_view expected, std::string_view actual) {
  if (expected == actual) return "";
  auto before = Lines(expected);
  auto after = Lines(actual);
  std::sort(before.begin(), before.end());
  std::sort(after.begin(), after.end());
  std::vector<std::string> missing;
  std::vector<std::string> added;
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(missing));
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(added));
  std::string difference = "differs:\n";
  for (const auto& line : missing) difference += "- " + line + "\n";
  for (const auto& line : added) difference += "+ " + line + "\n";
  if (missing.empty() && added.empty()) difference += "the same lines in another order\n";
  return difference;
}

}  // namespace sockwatch::testing
