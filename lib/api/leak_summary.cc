#include "api/leak_summary.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "aggregate/groups.h"

namespace sockwatch::api {
namespace {

constexpr double kHour = 3600;
constexpr double kTenYears = 10 * 365.25 * 24 * kHour;

std::string Count(double number, std::string_view one, std::string_view many) {
  const double whole = std::round(number);
  std::string text = std::to_string(static_cast<std::uint64_t>(whole));
  return text.append(" ").append(whole == 1 ? one : many);
}

std::string Who(const GroupLabels& labels) {
  if (labels.process == kUnattributedProcess) {
    return labels.unit.empty() ? "a program not known" : "a program of " + labels.unit;
  }
  if (labels.process == kOtherProcess) return "the programs summed as other";
  return labels.unit.empty() ? labels.process : labels.process + " (" + labels.unit + ")";
}

std::string Where(const GroupLabels& labels) {
  if (labels.role.empty()) return "";
  const std::string port = labels.port == "dynamic" ? "changing ports" : "port " + labels.port;
  return (labels.role == "server" ? " on " : " towards ") + port;
}

std::string Held(const Leak& leak) {
  if (leak.verdict == Verdict::kNone) {
    return " holds " + Count(leak.close_wait, "connection", "connections") +
           " that the other side has closed, none for more than 5 minutes";
  }
  const std::string old = leak.old == leak.close_wait ? "all" : std::to_string(leak.old);
  return " holds " + Count(leak.close_wait, "connection", "connections") +
         " that it should have closed, " + (leak.old == 0 ? "none" : old) +
         " for more than 5 minutes";
}

std::string Growing(const Leak& leak) {
  if (!leak.growth) return "";
  if (*leak.growth >= 0.5)
    return ", growing by " + std::to_string(std::llround(*leak.growth)) + " an hour";
  return *leak.growth <= -0.5 ? ", getting fewer" : ", not growing";
}

std::string Descriptors(const Leak& leak) {
  if (leak.fds == nullptr || !leak.fds->limit) return "";
  return "; of " + std::to_string(*leak.fds->limit) + " file descriptors " +
         std::to_string(leak.fds->open) + " are used";
}

}  // namespace

std::string_view VerdictName(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kNames = {"none", "suspect", "leak"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

std::optional<double> SecondsLeft(const Leak& leak) {
  if (leak.verdict == Verdict::kNone || leak.fds == nullptr || !leak.fds->limit) {
    return std::nullopt;
  }
  const double share = std::min(1.0, double{1} * leak.fds->close_wait / leak.close_wait);
  const double growth = leak.growth.value_or(0) * share;
  if (growth <= 0) return std::nullopt;
  const std::uint64_t free = *leak.fds->limit - std::min(leak.fds->open, *leak.fds->limit);
  const double seconds = static_cast<double>(free) / growth * kHour;
  return seconds <= kTenYears ? std::optional(seconds) : std::nullopt;
}

std::string RoughDuration(double seconds) {
  struct Unit {
    double seconds;
    std::string_view one;
    std::string_view many;
  };
  constexpr std::array<Unit, 3> kUnits = {
      {{24 * kHour, "day", "days"}, {kHour, "hour", "hours"}, {60, "minute", "minutes"}}};
  if (seconds < 60) return "less than a minute";
  for (const Unit& unit : kUnits) {
    // From two on: "90 minutes" says more than "2 hours".
    if (seconds >= 2 * unit.seconds) return Count(seconds / unit.seconds, unit.one, unit.many);
  }
  return Count(seconds / 60, "minute", "minutes");
}

std::string Summary(const Leak& leak) {
  std::string text = Who(leak.row->labels) + Where(leak.row->labels) + Held(leak) + Growing(leak) +
                     Descriptors(leak);
  if (leak.seconds_left) text += ": about " + RoughDuration(*leak.seconds_left) + " left";
  return text;
}

}  // namespace sockwatch::api
