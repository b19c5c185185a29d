// Between the aggregator and one resolver thread. Closing it is how the thread is told to go, and
// from then on nothing comes out of it: a thread that got stuck may come back at any time.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "attribution/read_mark.h"
#include "attribution/resolver.h"
#include "base/doorbell.h"

namespace sockwatch {

// Thread-safe. Shared by both sides, so that neither outlives it.
class ResolverChannel final : public ResolverPort {
 public:
  // More freed descriptors than this are not worth a readlink each: the oldest are dropped.
  static constexpr std::size_t kMaxFreed = 8192;

  // `on_reply` is called by the resolver's thread for each reply, never after Close().
  explicit ResolverChannel(std::function<void()> on_reply) : on_reply_(std::move(on_reply)) {}

  // The asking side.
  void Ask(OwnerRequest request);
  void SetRules(std::shared_ptr<const NamingRules> rules, double cpu_budget);
  std::optional<OwnerReply> TakeReply();
  void Close();
  [[nodiscard]] bool Finished() const;
  // Returns true when the thread has finished, false if it has not within `at_most`.
  bool WaitFinished(std::chrono::nanoseconds at_most);

  // The resolver's side.
  ResolverMail Collect() override;
  void Send(OwnerReply reply) override;
  void Sleep(std::chrono::nanoseconds at_most) override { bell_.WaitFor(at_most); }
  void Finish();

  [[nodiscard]] ReadMark& Mark() { return mark_; }

 private:
  mutable std::mutex mutex_;
  std::condition_variable finish_;
  std::function<void()> on_reply_;
  ResolverMail mail_;  // to the resolver; its `stop` is set for good by Close()
  OwnerReply reply_;
  bool finished_ = false;
  Doorbell bell_;
  ReadMark mark_;
};

}  // namespace sockwatch
