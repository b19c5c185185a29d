#include "netlink/netlink_source.h"

namespace sockwatch {

NetlinkSource::NetlinkSource(DiagTransport& transport, SelfStats& stats)
    : transport_(transport), stats_(stats), dump_(transport, stats) {}

DumpResult NetlinkSource::Run(const DiagQuery& query, SampleSink& sink) {
  const DumpEnd end = DumpOnce(query, sink);
  must_reset_ = end.result != DumpResult::kComplete;
  last_end_.store(end, std::memory_order_relaxed);
  return end.result;
}

DumpEnd NetlinkSource::DumpOnce(const DiagQuery& query, SampleSink& sink) {
  if (must_reset_) {
    const int failure = transport_.Reset();
    if (failure != 0) {
      stats_.CountError(ErrorReason::kNetlinkOpenFailed);
      return {.result = DumpResult::kSendFailed, .opening = true, .os_error = failure};
    }
  }
  ++sequence_;
  if (sequence_ == 0) ++sequence_;  // 0 is what the kernel puts into messages nobody asked for
  return dump_.Run(sequence_, query, sink);
}

std::string NetlinkSource::LastError() const {
  return Describe(last_end_.load(std::memory_order_relaxed));
}

}  // namespace sockwatch
