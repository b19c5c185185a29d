#include "procnet/protocol_counters.h"

#include <optional>

#include "procnet/fields.h"

namespace sockwatch {
namespace {

std::string_view WholeLines(std::string_view text) { return text.substr(0, text.rfind('\n') + 1); }

// Appends the columns of a pair, or nothing if the two lines do not fit.
void TakePair(std::string_view names, std::string_view values,
              std::vector<ProtocolCounter>& counters) {
  std::string_view protocol = TakeField(names);
  if (protocol != TakeField(values) || !protocol.ends_with(':')) return;
  protocol.remove_suffix(1);
  const std::size_t before = counters.size();
  for (auto name = TakeField(names); !name.empty(); name = TakeField(names)) {
    const std::string_view value = TakeField(values);
    if (value.empty()) return counters.resize(before);
    if (const auto number = ToNumber<std::int64_t>(value)) {
      counters.push_back({protocol, name, *number});
    }
  }
  if (!TakeField(values).empty()) counters.resize(before);
}

}  // namespace

std::vector<ProtocolCounter> ParseCounterPairs(std::string_view text) {
  text = WholeLines(text);
  std::vector<ProtocolCounter> counters;
  while (const auto names = TakeLine(text)) {
    const auto values = TakeLine(text);
    if (!values) break;
    TakePair(*names, *values, counters);
  }
  return counters;
}

std::vector<ProtocolCounter> ParseSnmp6(std::string_view text) {
  text = WholeLines(text);
  std::vector<ProtocolCounter> counters;
  while (auto line = TakeLine(text)) {
    const std::string_view key = TakeField(*line);
    const std::size_t six = key.find('6');
    const auto value = ToNumber<std::int64_t>(TakeField(*line));
    if (six == std::string_view::npos || six + 1 == key.size() || !value) continue;
    counters.push_back({key.substr(0, six + 1), key.substr(six + 1), *value});
  }
  return counters;
}

}  // namespace sockwatch
