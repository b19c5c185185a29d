#include <utility>

#include "export/families.h"

namespace sockwatch {
namespace {

void AppendBytes(const Snapshot& snapshot, Families& families) {
  FamilyBuilder bytes(Metric::kQueueBytes);
  for (const GroupRow& row : snapshot.groups) {
    if (!row.queues.shown) continue;
    bytes.AddOfGroup(static_cast<double>(row.queues.receive), row.labels, "receive");
    bytes.AddOfGroup(static_cast<double>(row.queues.send), row.labels, "send");
  }
  std::move(bytes).AppendTo(families);
}

}  // namespace

void AppendQueueFamilies(const Snapshot& snapshot, Families& families) {
  AppendBytes(snapshot, families);
  FamilyBuilder length(Metric::kAcceptQueue);
  FamilyBuilder limit(Metric::kAcceptQueueLimit);
  FamilyBuilder peak(Metric::kAcceptQueuePeak);
  for (const GroupRow& row : snapshot.groups) {
    const AcceptQueueRow& queue = row.accept_queue;
    if (queue.shown) {
      length.AddOfGroup(queue.length, row.labels);
      limit.AddOfGroup(queue.limit, row.labels);
    }
    if (queue.peak_shown) peak.AddOfGroup(queue.peak, row.labels);
  }
  std::move(length).AppendTo(families);
  std::move(limit).AppendTo(families);
  std::move(peak).AppendTo(families);
}

}  // namespace sockwatch
