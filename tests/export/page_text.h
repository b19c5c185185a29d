// A page of metrics taken apart, as far as the tests need it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sockwatch::testing {

std::vector<std::string> Lines(std::string_view text);

// The lines that are neither HELP nor TYPE.
std::vector<std::string> SampleLines(std::string_view page);

// The sample lines that begin with `prefix`, e.g. "sockwatch_sockets{".
std::vector<std::string> SampleLines(std::string_view page, std::string_view prefix);

// The value of the one sample line that begins with `series` and a blank; "" if there is none.
std::string ValueOf(std::string_view page, std::string_view series);

// The label names of a sample line in order, without `le`.
std::vector<std::string> LabelNames(std::string_view sample_line);

// Family name to what follows it in "# HELP" or "# TYPE" lines. `keyword` is "HELP" or "TYPE".
std::map<std::string, std::string> Metadata(std::string_view page, std::string_view keyword);

// "" if equal, else the lines that only one of them has, marked "-" (expected) and "+" (actual).
std::string LineDifference(std::string_view expected, std::string_view actual);

}  // namespace sockwatch::testing
