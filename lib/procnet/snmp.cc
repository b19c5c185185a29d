#include "procnet/snmp.h"

#include "procnet/fields.h"

namespace sockwatch {

std::optional<std::uint32_t> ParseCurrEstab(std::string_view snmp) {
  constexpr std::string_view kTcp = "Tcp:";
  auto names = TakeLineOf(kTcp, snmp);
  auto values = TakeLineOf(kTcp, snmp);
  if (!names || !values) return std::nullopt;
  for (auto name = TakeField(*names); !name.empty(); name = TakeField(*names)) {
    const std::string_view value = TakeField(*values);
    if (name == "CurrEstab") return ToNumber<std::uint32_t>(value);
  }
  return std::nullopt;
}

}  // namespace sockwatch
