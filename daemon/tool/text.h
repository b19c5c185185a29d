// Text as a terminal shows it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sockwatch::tool {

// How many columns `text` takes: combining characters none, East Asian wide ones two. Bytes that
// are no UTF-8 count one each.
std::size_t WidthOf(std::string_view text);

// Cut to `width` columns, with "…" as the last one if anything was cut; `width` is at least 1.
std::string Shortened(std::string_view text, std::size_t width);

// Control characters as "?", so that a name can neither move the cursor nor end a line.
std::string Printable(std::string_view text);

// "3d 4h", "2h 5m", "4m 10s", "12s", "0.5s": the two largest units.
std::string AgeText(double seconds);

// "1234567", "0.5": without separators, for other tools; at most one digit behind the point.
std::string NumberText(double number);

}  // namespace sockwatch::tool
