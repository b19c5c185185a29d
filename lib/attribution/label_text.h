// Text from processes and cgroups, made fit for a label: any program may call itself anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sockwatch {

// `text` with every control character (C0, DEL, C1) and every byte that is not part of well-formed
// UTF-8 (RFC 3629) replaced by "_", cut to at most `limit` bytes without splitting a character.
std::string LabelText(std::string_view text, std::size_t limit);

}  // namespace sockwatch
