#include "export/gzip.h"

#include <catch2/catch.hpp>
#include <string>

#include "export/full_page.h"
#include "export/gunzip.h"

namespace sockwatch {
namespace {

TEST_CASE("What was compressed comes back whole at every level", "[export]") {
  const std::string page = testing::FullPage(testing::FullSnapshot());
  const int level = GENERATE(1, 4, 6, 9);
  const std::string gzip = Gzip(page, level);
  CHECK(testing::Gunzip(gzip) == page);
  CHECK(gzip.size() < page.size() / 4);
}

TEST_CASE("What does not compress comes back whole too", "[export]") {
  std::string noise;
  std::uint32_t seed = 1;
  for (int i = 0; i < 100'000; ++i) {
    seed = seed * 1'664'525 + 1'013'904'223;
    noise += static_cast<char>(seed >> 24U);
  }
  CHECK(testing::Gunzip(Gzip(noise, 1)) == noise);
}

TEST_CASE("An empty text is a gzip stream as well", "[export]") {
  const std::string gzip = Gzip("", 4);
  CHECK(gzip.substr(0, 2) == "\x1F\x8B");
  CHECK(testing::Gunzip(gzip).empty());
}

TEST_CASE("A level that does not exist gives nothing", "[export]") {
  CHECK(Gzip("text", 10).empty());
}

}  // namespace
}  // namespace sockwatch
