#include "leaks/age_histogram.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kAny = AgeHistogram::kAnyAge;

AgeHistogram Of(std::initializer_list<milliseconds> ages) {
  AgeHistogram histogram;
  for (const milliseconds age : ages) histogram.Add(age);
  return histogram;
}

TEST_CASE("A bound between buckets is exact, up to an hour and up to a day") {
  const seconds edge = GENERATE(15s, 120s, 3585s, 3600s, 3900s, 86100s, 86400s);
  const AgeHistogram ages = Of({edge - 1ms, edge, edge + 1ms});
  CHECK(ages.Between(0s, edge) == 1);
  CHECK(ages.Between(edge, kAny) == 2);
}

TEST_CASE("A bound inside a bucket takes the bucket in") {
  const AgeHistogram ages = Of({16s, 29s});
  CHECK(ages.Between(20s, 21s) == 2);
  CHECK(ages.Between(0s, 16s) == 2);
  CHECK(ages.Between(15s, 15s) == 0);
}

TEST_CASE("Whatever is older than a day is in one bucket, which a day does not take in") {
  const AgeHistogram ages = Of({25h, 1000h});
  CHECK(ages.Between(24h, kAny) == 2);
  CHECK(ages.Between(900h, kAny) == 2);
  CHECK(ages.Between(0s, 24h) == 0);
}

TEST_CASE("A range that ends before it begins is empty") {
  CHECK(Of({16s, 31s, 46s}).Between(45s, 15s) == 0);
}

TEST_CASE("The oldest is known exactly") {
  CHECK(Of({}).Oldest() == 0ms);
  CHECK(Of({5s, 30h + 123ms, 7s}).Oldest() == 30h + 123ms);
}

TEST_CASE("A negative age is zero") {
  const AgeHistogram ages = Of({-5s});
  CHECK(ages.Between(0s, 15s) == 1);
  CHECK(ages.Oldest() == 0ms);
}

TEST_CASE("Merging adds the counts and keeps the oldest") {
  AgeHistogram ages = Of({5s, 2h});
  ages.Merge(Of({6s, 30s}));
  CHECK(ages.Between(0s, 15s) == 2);
  CHECK(ages.Oldest() == 2h);
  ages.Merge(Of({3h}));
  CHECK(ages.Between(0s, kAny) == 5);
  CHECK(ages.Oldest() == 3h);
}

TEST_CASE("Nothing is left after clearing") {
  AgeHistogram ages = Of({5s, 2h, 48h});
  ages.Clear();
  CHECK(ages.Between(0s, kAny) == 0);
  CHECK(ages.Oldest() == 0ms);
}

TEST_CASE("The next bucket with sockets is found, with its edges") {
  const AgeHistogram ages = Of({16s, 17s, 62min, 48h});
  const auto fine = ages.NextFrom(15s).value();
  CHECK((fine.from == 15s && fine.to == 30s && fine.count == 2));
  const auto wide = ages.NextFrom(16s).value();
  CHECK((wide.from == 1h && wide.to == 65min && wide.count == 1));
  const auto last = ages.NextFrom(wide.to).value();
  CHECK((last.from == 24h && last.to == kAny));
  CHECK_FALSE(ages.NextFrom(last.to));
}

}  // namespace
}  // namespace sockwatch
