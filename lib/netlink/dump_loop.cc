#include "netlink/dump_loop.h"

namespace sockwatch {
namespace {

DumpResult ResultOf(const DiagParsed& parsed, bool interrupted) {
  switch (parsed.outcome) {
    case DiagOutcome::kMore:
      break;
    case DiagOutcome::kDone:
      return interrupted ? DumpResult::kInterrupted : DumpResult::kComplete;
    case DiagOutcome::kKernelError:
      return DumpResult::kKernelError;
    case DiagOutcome::kMalformed:
      return DumpResult::kMalformed;
  }
  return DumpResult::kComplete;
}

}  // namespace

DumpEnd DumpLoop::Run(std::span<const std::byte> request, std::uint32_t sequence,
                      DatagramTaker& taker) {
  Progress progress;
  progress.exchange = {sequence, transport_.PortId()};
  const int failure = transport_.Send(request);
  if (failure != 0) Finish(progress, DumpResult::kSendFailed, failure);
  while (!progress.done) Take(transport_.Receive(buffer_), taker, progress);
  return progress.end;
}

void DumpLoop::Finish(Progress& progress, DumpResult result, int os_error) {
  progress.done = true;
  progress.end = {.result = result, .opening = false, .os_error = os_error};
}

void DumpLoop::Take(const Received& received, DatagramTaker& taker, Progress& progress) {
  switch (received.status) {
    case ReceiveStatus::kDatagram:
      TakeDatagram(std::span(buffer_).first(received.length), taker, progress);
      break;
    case ReceiveStatus::kForeign:
      stats_.CountError(ErrorReason::kNetlinkStale);
      TakeFruitless(progress);
      break;
    case ReceiveStatus::kTruncated:
      Finish(progress, DumpResult::kTruncated);
      break;
    case ReceiveStatus::kTimedOut:
      Finish(progress, DumpResult::kTimedOut);
      break;
    case ReceiveStatus::kFailed:
      Finish(progress, DumpResult::kReceiveFailed, received.os_error);
      break;
  }
}

void DumpLoop::TakeDatagram(std::span<const std::byte> datagram, DatagramTaker& taker,
                            Progress& progress) {
  const auto [parsed, verdict] = taker.Take(datagram, progress.exchange);
  CountSkipped(parsed);
  progress.interrupted = progress.interrupted || parsed.interrupted;
  if (parsed.outcome != DiagOutcome::kMore) {
    Finish(progress, ResultOf(parsed, progress.interrupted), parsed.os_error);
  }
  if (verdict != DumpResult::kComplete) Finish(progress, verdict);
  if (parsed.rows == 0) {
    TakeFruitless(progress);
  } else {
    progress.fruitless = 0;
  }
}

void DumpLoop::TakeFruitless(Progress& progress) {
  ++progress.fruitless;
  if (!progress.done && progress.fruitless >= kMaxFruitless) {
    Finish(progress, DumpResult::kMalformed);
  }
}

void DumpLoop::CountSkipped(const DiagParsed& parsed) {
  if (parsed.stale > 0) stats_.CountError(ErrorReason::kNetlinkStale);
  for (std::uint32_t i = 0; i < parsed.bad_rows; ++i) {
    stats_.CountError(ErrorReason::kNetlinkBadRow);
  }
}

}  // namespace sockwatch
