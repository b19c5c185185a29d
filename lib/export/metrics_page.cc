#include "export/metrics_page.h"

#include <prometheus/text_serializer.h>

#include <utility>

#include "export/gzip.h"
#include "export/snapshot_collectable.h"

namespace sockwatch {
namespace {

// Of a page of 2,000 series, 280 kB, level 1 takes 0.56 ms and leaves 26 kB, 3 0.65 ms and
// 24 kB, 4 1.1 ms and 23 kB, 6 1.7 ms and 21 kB.
constexpr int kGzipLevel = 3;

}  // namespace

MetricsPage::MetricsPage(const SnapshotSlot& slot, const SelfStats& stats,
                         ProcessStatsReader process, BuildInfo build)
    : slot_(slot), stats_(stats), process_(std::move(process)), build_(std::move(build)) {}

std::shared_ptr<const Rendered> MetricsPage::Get() {
  const std::scoped_lock lock(mutex_);
  auto newest = slot_.Get();
  if (newest != snapshot_) {
    rendered_ = Render(*newest);
    snapshot_ = std::move(newest);
  }
  return rendered_;
}

std::shared_ptr<const Rendered> MetricsPage::Render(const Snapshot& snapshot) const {
  const ProcessStats process = process_.Read();
  const SnapshotCollectable collectable(snapshot, stats_, process, build_);
  auto rendered = std::make_shared<Rendered>();
  rendered->plain = prometheus::TextSerializer().Serialize(collectable.Collect());
  rendered->gzip = Gzip(rendered->plain, kGzipLevel);
  return rendered;
}

}  // namespace sockwatch
