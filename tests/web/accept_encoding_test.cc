#include "web/accept_encoding.h"

#include <catch2/catch.hpp>

namespace sockwatch {

TEST_CASE("gzip is taken from a field that names it with any weight above zero") {
  CHECK(AcceptsGzip("gzip"));
  CHECK(AcceptsGzip("deflate, gzip;q=1.0, *;q=0.5"));
  CHECK(AcceptsGzip("gzip;q=0.001"));
  CHECK(AcceptsGzip("gzip ; q=0.5"));
  CHECK(AcceptsGzip("br,gzip"));
  CHECK(AcceptsGzip("gzip;q=1.000"));
  CHECK(AcceptsGzip("gzip;q=1."));
}

TEST_CASE("gzip is not sent to a client that does not name it") {
  CHECK_FALSE(AcceptsGzip(""));
  CHECK_FALSE(AcceptsGzip(","));
  CHECK_FALSE(AcceptsGzip("identity"));
  CHECK_FALSE(AcceptsGzip("br, deflate"));
  CHECK_FALSE(AcceptsGzip("gzipped"));
  CHECK_FALSE(AcceptsGzip("gzi"));
}

TEST_CASE("weight zero forbids gzip") {
  CHECK_FALSE(AcceptsGzip("gzip;q=0"));
  CHECK_FALSE(AcceptsGzip("gzip;q=0.000"));
  CHECK_FALSE(AcceptsGzip("gzip; q=0., *"));
  CHECK_FALSE(AcceptsGzip("gzip;Q=0"));
}

TEST_CASE("a star stands for gzip unless gzip is named") {
  CHECK(AcceptsGzip("*"));
  CHECK(AcceptsGzip("identity, *;q=0.1"));
  CHECK_FALSE(AcceptsGzip("*;q=0"));
  CHECK_FALSE(AcceptsGzip("*, gzip;q=0"));
  CHECK(AcceptsGzip("*;q=0, gzip"));
}

TEST_CASE("codings are compared without case and x-gzip is gzip") {
  CHECK(AcceptsGzip("GZIP"));
  CHECK(AcceptsGzip("X-Gzip"));
  CHECK_FALSE(AcceptsGzip("X-GZIP;q=0"));
}

TEST_CASE("a weight that cannot be read is a refusal") {
  CHECK_FALSE(AcceptsGzip("gzip;q="));
  CHECK_FALSE(AcceptsGzip("gzip;q=yes"));
  CHECK_FALSE(AcceptsGzip("gzip;q=2"));
  CHECK_FALSE(AcceptsGzip("gzip;q=1.5"));
  CHECK_FALSE(AcceptsGzip("gzip;q=0.1234"));
  CHECK_FALSE(AcceptsGzip("gzip;q=-1"));
}

TEST_CASE("any prefix of a field is answered without reading past its end") {
  const std::string_view whole = "deflate;q=0.5, GZIP;q=1.000;x=y, *;q=0";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::string copy(whole.substr(0, size));  // so that the sanitizer sees the end
    CHECK_NOTHROW(AcceptsGzip(copy));
  }
}

}  // namespace sockwatch
