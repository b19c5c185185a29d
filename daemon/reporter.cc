#include "reporter.h"

#include <spdlog/spdlog.h>

namespace sockwatch {

void Reporter::Look(MonoTime now, const std::string& dump_error) {
  for (std::size_t i = 0; i < kErrorReasonCount; ++i) {
    LookAt(static_cast<ErrorReason>(i), now, dump_error);
  }
  const auto attribution = static_cast<std::size_t>(Feature::kAttribution);
  const bool off = stats_.features.at(attribution).Get() == 0;
  if (off && !told_attribution_off_) {
    spdlog::error(
        "attribution is off: four reads below /proc never returned; restart to try again");
  }
  told_attribution_off_ = off;
}

void Reporter::LookAt(ErrorReason reason, MonoTime now, const std::string& dump_error) {
  // Missing privileges are told once, at the start.
  if (reason == ErrorReason::kProcPermission) return;
  const auto index = static_cast<std::size_t>(reason);
  Told& told = told_.at(index);
  const std::uint64_t count = stats_.errors.at(index).Get();
  if (count == told.count || now < told.next) return;
  const ErrorName name = NameOf(reason);
  const bool is_dump = name.source == "dump" || name.source == "netlink";
  spdlog::warn("{} new errors: source={} reason={}{}{}", count - told.count, name.source,
               name.reason, is_dump && !dump_error.empty() ? ": " : "",
               is_dump ? dump_error : std::string());
  told = {count, now + kQuiet};
}

}  // namespace sockwatch
