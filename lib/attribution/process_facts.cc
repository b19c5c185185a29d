#include "attribution/process_facts.h"

namespace sockwatch {

std::vector<std::string_view> ProcessFacts::Arguments() {
  std::string_view rest = Once(cmdline_, readers_.cmdline);
  std::vector<std::string_view> arguments;
  for (std::size_t end = rest.find('\0'); end != std::string_view::npos; end = rest.find('\0')) {
    arguments.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return arguments;
}

std::string ProcessFacts::CommandLine() {
  std::string line;
  for (const std::string_view argument : Arguments()) {
    if (!line.empty()) line += ' ';
    line += argument;
  }
  return line;
}

}  // namespace sockwatch
