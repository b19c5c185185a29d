// Words for groups and numbers in sentences.
#pragma once

#include <string>
#include <string_view>

#include "tool/json.h"

namespace sockwatch::tool {

// The data of a document if that is an array, else an empty one.
const Json& RowsOf(const Json& document);

// 0 where there is no number.
double NumberAt(const Json& row, const std::string& key);

// "java (tomcat.service), client of port 8080".
std::string SubjectOf(const Json& group);

// "1 socket", "3 sockets"; with no word, "3 ".
std::string Counted(double number, std::string_view word);

}  // namespace sockwatch::tool
