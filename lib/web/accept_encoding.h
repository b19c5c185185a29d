// The one question an exporter asks of Accept-Encoding (RFC 9110, 12.5.3).
#pragma once

#include <string_view>

namespace sockwatch {

// True if the field value lets a server send gzip. Names are compared without case, "x-gzip" is
// gzip, an entry for gzip outweighs "*", weight 0 forbids, and an entry that cannot be read is
// taken as a refusal, since plain text is always understood. "" (no such field) is false.
bool AcceptsGzip(std::string_view field_value);

}  // namespace sockwatch
