#include "netlink/diag_dump.h"

namespace sockwatch {
namespace {

class BatchTaker final : public DatagramTaker {
 public:
  BatchTaker(SampleBatch& batch, SampleSink& sink) : batch_(batch), sink_(sink) {}

  DatagramTaken Take(std::span<const std::byte> datagram, const DiagExchange& exchange) override {
    batch_.Clear();
    const DiagParsed parsed = ParseDiagDatagram(datagram, exchange, batch_);
    if (parsed.rows == 0) return {.parsed = parsed};
    return {.parsed = parsed, .verdict = sink_.Accept(batch_.Rows())};
  }

 private:
  SampleBatch& batch_;
  SampleSink& sink_;
};

}  // namespace

DumpEnd DiagDump::Run(std::uint32_t sequence, const DiagQuery& query, SampleSink& sink) {
  BatchTaker taker(batch_, sink);
  return loop_.Run(MakeDiagRequest(sequence, query), sequence, taker);
}

}  // namespace sockwatch
