// The one question a server asks of If-None-Match (RFC 9110, 13.1.2).
#pragma once

#include <string_view>

namespace sockwatch {

// True if the field value names `etag`, or is "*": the client has the body already. Compared weakly
// (8.8.3.2). What cannot be read does not match, since sending the body again is always right.
bool MatchesTag(std::string_view field_value, std::string_view etag);

}  // namespace sockwatch
