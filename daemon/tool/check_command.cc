// sockwatch check: one line and an exit code, as Monitoring Plugins want them
// (https://www.monitoring-plugins.org/doc/guidelines.html).
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "tool/check_values.h"
#include "tool/commands.h"
#include "tool/text.h"

namespace sockwatch::tool {
namespace {

constexpr int kUnknown = 3;
constexpr std::array<std::string_view, 3> kWords = {"OK", "WARNING", "CRITICAL"};

// From a threshold on, in contrast to the guidelines' "above": 1 means that one is too many.
int LevelOf(const Settings& settings, double value) {
  if (value >= settings.critical) return 2;
  return value >= settings.warning ? 1 : 0;
}

}  // namespace

int RunCheck(const Context& context) {
  const Settings& settings = context.settings;
  std::ostream& out = context.io.out;
  const auto value = CheckedValue(context);
  if (!value) {
    out << "SOCKWATCH UNKNOWN - " << value.Failure().text << "\n";
    return kUnknown;
  }
  const int level = LevelOf(settings, value.Value().number);
  const std::string number = NumberText(value.Value().number);
  const char* const unit = value.Value().percent ? "%" : "";
  out << "SOCKWATCH " << kWords.at(static_cast<std::size_t>(level)) << " - " << number << unit
      << " " << Printable(value.Value().what) << " | " << settings.what << "=" << number << unit
      << ";" << NumberText(settings.warning) << ";" << NumberText(settings.critical) << ";0"
      << (value.Value().percent ? ";100" : "") << "\n";
  return level;
}

}  // namespace sockwatch::tool
