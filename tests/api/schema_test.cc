#include "api/schema.h"

#include <catch2/catch.hpp>
#include <string>

#include "api/json.h"
#include "api/query.h"

namespace sockwatch::api {

TEST_CASE("The schema that is served is JSON, and has a part for each resource") {
  const Json schema = Json::parse(SchemaText());
  for (std::size_t i = 0; i < kResourceCount; ++i) {
    const std::string name(ResourceName(static_cast<Resource>(i)));
    INFO(name);
    CHECK(schema["$defs"].contains(name));
    CHECK_FALSE(schema["$defs"][name]["description"].empty());
  }
  CHECK(schema["$defs"].contains("error"));
}

}  // namespace sockwatch::api
