#include "procnet/kernel_totals_reader.h"

#include <cerrno>

#include "procnet/snmp.h"
#include "procnet/sockstat.h"

namespace sockwatch {

KernelTotalsReader::KernelTotalsReader(const std::string& proc_root, SelfStats& stats)
    : snmp_(proc_root + "/net/snmp"),
      sockstat_(proc_root + "/net/sockstat"),
      sockstat6_(proc_root + "/net/sockstat6"),
      stats_(stats) {}

KernelTotals KernelTotalsReader::Read() {
  // An error leaves an empty text, which no parser takes.
  const auto curr_estab = ParseCurrEstab(snmp_.Read(buffer_).text);
  const auto sockstat = ParseSockstat(sockstat_.Read(buffer_).text);
  const auto inuse6 = ReadInuse6();
  for (const bool ok : {curr_estab.has_value(), sockstat.has_value(), inuse6.has_value()}) {
    if (!ok) stats_.CountError(ErrorReason::kProcnetReadFailed);
  }
  if (!curr_estab || !sockstat || !inuse6) return {};
  return {.known = true,
          .curr_estab = *curr_estab,
          .inuse = sockstat->inuse + *inuse6,
          .time_wait = sockstat->time_wait};
}

std::optional<std::uint32_t> KernelTotalsReader::ReadInuse6() {
  const FileText file = sockstat6_.Read(buffer_);
  if (file.os_error == ENOENT) return 0;
  return ParseSockstat6Inuse(file.text);
}

}  // namespace sockwatch
