// A bounded lock-free queue between exactly one producing and one consuming thread: Boost.Lockfree
// behind the few calls we need, so that another queue can take its place. Knows nothing of samples.
#pragma once

#include <boost/lockfree/spsc_queue.hpp>
#include <cstddef>
#include <span>
#include <type_traits>

namespace sockwatch {

template <typename T>
class SpscRing {
  static_assert(std::is_trivially_copyable_v<T>, "items are copied as bytes between threads");

 public:
  explicit SpscRing(std::size_t capacity) : capacity_(capacity), queue_(capacity) {}

  [[nodiscard]] std::size_t Capacity() const { return capacity_; }

  // Producer only. Copies as many items as fit, in order, and returns how many; U converts to T.
  template <typename U>
  std::size_t Push(std::span<const U> items) {
    const U* begin = items.data();
    return static_cast<std::size_t>(queue_.push(begin, begin + items.size()) - begin);
  }

  // Producer only: items in the ring now; the consumer may make it less at any moment.
  [[nodiscard]] std::size_t Used() const { return capacity_ - queue_.write_available(); }

  // Consumer only. Calls f(const T&) in place for every item that was there on entry, and frees
  // their room when the last has been seen. Returns how many.
  template <typename F>
  std::size_t Consume(F&& f) {
    return queue_.consume_all(std::forward<F>(f));
  }

 private:
  std::size_t capacity_;
  boost::lockfree::spsc_queue<T> queue_;
};

}  // namespace sockwatch
