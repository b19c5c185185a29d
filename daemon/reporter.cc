#include "reporter.h"

#include <spdlog/spdlog.h>

namespace sockwatch {

namespace {

// What stands behind an error of that source, where more is known than its reason.
std::string Detail(std::string_view source, const DumpErrors& dumps) {
  std::string detail;
  if (source == "dump" || source == "netlink") detail = dumps.tcp;
  if (source == "udp_diag" || source == "unix_diag") detail = dumps.others;
  return detail.empty() ? detail : ": " + detail;
}

}  // namespace

void Reporter::Look(MonoTime now, const DumpErrors& dumps) {
  for (std::size_t i = 0; i < kErrorReasonCount; ++i) {
    LookAt(static_cast<ErrorReason>(i), now, dumps);
  }
  const auto attribution = static_cast<std::size_t>(Feature::kAttribution);
  const bool off = stats_.features.at(attribution).Get() == 0;
  if (off && !told_attribution_off_) {
    spdlog::error(
        "attribution is off: four reads below /proc never returned; restart to try again");
  }
  told_attribution_off_ = off;
}

void Reporter::LookAt(ErrorReason reason, MonoTime now, const DumpErrors& dumps) {
  // Missing privileges are told once, at the start, and namespaces come and go.
  if (reason == ErrorReason::kProcPermission || reason == ErrorReason::kNamespaceVanished) return;
  const auto index = static_cast<std::size_t>(reason);
  Told& told = told_.at(index);
  const std::uint64_t count = stats_.errors.at(index).Get();
  if (count == told.count || now < told.next) return;
  const ErrorName name = NameOf(reason);
  spdlog::warn("{} new errors: source={} reason={}{}", count - told.count, name.source, name.reason,
               Detail(name.source, dumps));
  told = {count, now + kQuiet};
}

}  // namespace sockwatch
