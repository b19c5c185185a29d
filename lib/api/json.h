// Documents of the API, keys in the order in which they were put in.
#pragma once

#include <nlohmann/json.hpp>

namespace sockwatch::api {

using Json = nlohmann::ordered_json;

}  // namespace sockwatch::api
