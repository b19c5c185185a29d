// Documents as the API has them, keys in the order in which they were put in.
#pragma once

#include "api/json.h"

namespace sockwatch::tool {

using Json = api::Json;

}  // namespace sockwatch::tool
