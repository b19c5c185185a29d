// `namespaces:` and limits.namespaces.
#include <catch2/catch.hpp>

#include "config/load_text.h"

namespace sockwatch::test {
namespace {

using Lines = std::vector<std::string>;
using Enabled = NamespacesConfig::Enabled;

TEST_CASE(
    "Namespaces are sampled as far as privileges allow, all of them, unless it says otherwise") {
  const NamespacesConfig config = Load("").namespaces;
  CHECK(config.enabled == Enabled::kAuto);
  CHECK(config.include == Lines{".*"});
  CHECK(config.exclude.empty());
  CHECK(Load("").limits.namespaces == 256);
}

TEST_CASE("enabled is auto, true or false") {
  CHECK(Load("namespaces: {enabled: auto}").namespaces.enabled == Enabled::kAuto);
  CHECK(Load("namespaces: {enabled: true}").namespaces.enabled == Enabled::kTrue);
  CHECK(Load("namespaces: {enabled: false}").namespaces.enabled == Enabled::kFalse);
  CHECK(ErrorsOf("namespaces: {enabled: maybe}") ==
        Lines{"1: namespaces.enabled: is 'maybe' (expected auto, true or false)"});
}

TEST_CASE("include and exclude replace the defaults as a whole") {
  const auto config = Load("namespaces: {include: [pod-.*, blue], exclude: [red]}").namespaces;
  CHECK(config.include == Lines{"pod-.*", "blue"});
  CHECK(config.exclude == Lines{"red"});
  CHECK(Load("namespaces: {include: []}").namespaces.include.empty());
  CHECK(Load("namespaces: {include: }").namespaces.include == Lines{".*"});
}

TEST_CASE("Patterns that RE2 refuses are reported where they stand") {
  const auto errors = ErrorsOf("namespaces:\n  exclude:\n    - ok\n    - '('\n    - ''\n");
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].starts_with("4: namespaces.exclude[1]: RE2 refuses it"));
  CHECK(errors[1].starts_with("5: namespaces.exclude[2]: is empty"));
}

TEST_CASE("The limit of namespaces may be none") {
  CHECK(Load("limits: {namespaces: 0}").limits.namespaces == 0);
  CHECK(ErrorsOf("limits: {namespaces: 10001}").size() == 1);
}

}  // namespace
}  // namespace sockwatch::test
