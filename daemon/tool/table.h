// Rows of a document, for people and for spreadsheets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tool/json.h"

namespace sockwatch::tool {

enum class Align : std::uint8_t { kLeft, kRight };

struct Column {
  std::string key;    // of the row, a path of keys: "states.close_wait"; also the title in CSV
  std::string title;  // for people
  Align align = Align::kLeft;
  std::function<std::string(const Json& row)> text = nullptr;  // for people; none: the value
};

// What stands at `key` of `row`; null where nothing does.
const Json& At(const Json& row, const std::string& key);

// Strings as they are, numbers as NumberText() writes them, "" for null.
std::string ValueText(const Json& value);

// Two blanks between columns, none at a line's end, numbers to the right. With a `width` other than
// 0 the widest columns of text are shortened until lines fit, as far as that goes.
std::string TableText(const std::vector<Column>& columns, const Json& rows, std::size_t width);

// RFC 4180 with its line ends, CRLF. The values are the document's, unrounded; a list is its JSON.
std::string CsvText(const std::vector<Column>& columns, const Json& rows);

}  // namespace sockwatch::tool
