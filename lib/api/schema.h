// The JSON Schema of all answers (v1.schema.json), as it was when this was built.
#pragma once

#include <string_view>

namespace sockwatch::api {

std::string_view SchemaText();

}  // namespace sockwatch::api
