// Documents as the API has them, keys in the order in which they were put in.
#pragma once

#include <nlohmann/json.hpp>

namespace sockwatch::tool {

using Json = nlohmann::ordered_json;

}  // namespace sockwatch::tool
