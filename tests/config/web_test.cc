#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "config/load_text.h"

namespace sockwatch::test {

using Lines = std::vector<std::string>;
using Api = WebConfig::Api;

TEST_CASE("The API may be on, off, or as the client is") {
  CHECK(Load("").web.api == Api::kAuto);
  CHECK(Load("web: {api: auto}").web.api == Api::kAuto);
  CHECK(Load("web: {api: true}").web.api == Api::kTrue);
  CHECK(Load("web: {api: false}").web.api == Api::kFalse);
}

TEST_CASE("The page may be on or off") {
  CHECK(Load("").web.page);
  CHECK(Load("web: {page: true}").web.page);
  CHECK_FALSE(Load("web: {page: false}").web.page);
}

TEST_CASE("Anything else is refused with what is expected") {
  CHECK(ErrorsOf("web: {api: yes}") ==
        Lines{"1: web.api: is 'yes' (expected auto, true or false)"});
  CHECK(ErrorsOf("web: {page: auto}") == Lines{"1: web.page: is 'auto' (expected true or false)"});
  CHECK(ErrorsOf("web: {api: [true]}").size() == 1);
}

}  // namespace sockwatch::test
