#include "netlink/diag_dump.h"

#include "netlink/diag_request.h"

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

DumpEnd DiagDump::Run(std::uint32_t sequence, SampleSink& sink) {
  Progress progress;
  progress.exchange = {sequence, transport_.PortId()};
  const int failure = transport_.Send(MakeDiagRequest(sequence));
  if (failure != 0) Finish(progress, DumpResult::kSendFailed, failure);
  while (!progress.done) Take(transport_.Receive(buffer_), sink, progress);
  return progress.end;
}

void DiagDump::Finish(Progress& progress, DumpResult result, int os_error) {
  progress.done = true;
  progress.end = {.result = result, .opening = false, .os_error = os_error};
}

void DiagDump::Take(const Received& received, SampleSink& sink, Progress& progress) {
  switch (received.status) {
    case ReceiveStatus::kDatagram:
      TakeDatagram(std::span(buffer_).first(received.length), sink, progress);
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

void DiagDump::TakeDatagram(std::span<const std::byte> datagram, SampleSink& sink,
                            Progress& progress) {
  batch_.Clear();
  const DiagParsed parsed = ParseDiagDatagram(datagram, progress.exchange, batch_);
  CountSkipped(parsed);
  progress.interrupted = progress.interrupted || parsed.interrupted;
  if (parsed.outcome != DiagOutcome::kMore) {
    Finish(progress, ResultOf(parsed, progress.interrupted), parsed.os_error);
  }
  if (batch_.Rows().empty()) {
    TakeFruitless(progress);
    return;
  }
  progress.fruitless = 0;
  // The sink's refusal outranks the end of the dump: rows that it did not take are missing.
  const DumpResult taken = sink.Accept(batch_.Rows());
  if (taken != DumpResult::kComplete) Finish(progress, taken);
}

void DiagDump::TakeFruitless(Progress& progress) {
  ++progress.fruitless;
  if (!progress.done && progress.fruitless >= kMaxFruitless) {
    Finish(progress, DumpResult::kMalformed);
  }
}

void DiagDump::CountSkipped(const DiagParsed& parsed) {
  if (parsed.stale > 0) stats_.CountError(ErrorReason::kNetlinkStale);
  for (std::uint32_t i = 0; i < parsed.bad_rows; ++i) {
    stats_.CountError(ErrorReason::kNetlinkBadRow);
  }
}

}  // namespace sockwatch
