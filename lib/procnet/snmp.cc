#include "procnet/snmp.h"

#include "procnet/fields.h"

namespace sockwatch {
namespace {

constexpr std::string_view kTcp = "Tcp:";

// Cuts the next line that begins with "Tcp:" off `text`, and returns what follows the "Tcp:".
std::optional<std::string_view> TakeTcpLine(std::string_view& text) {
  while (auto line = TakeLine(text)) {
    if (TakeField(*line) == kTcp) return line;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::uint32_t> ParseCurrEstab(std::string_view snmp) {
  auto names = TakeTcpLine(snmp);
  auto values = TakeTcpLine(snmp);
  if (!names || !values) return std::nullopt;
  for (auto name = TakeField(*names); !name.empty(); name = TakeField(*names)) {
    const std::string_view value = TakeField(*values);
    if (name == "CurrEstab") return ToNumber<std::uint32_t>(value);
  }
  return std::nullopt;
}

}  // namespace sockwatch
