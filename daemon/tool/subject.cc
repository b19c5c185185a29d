#include "tool/subject.h"

#include "tool/table.h"
#include "tool/text.h"

namespace sockwatch::tool {

const Json& RowsOf(const Json& document) {
  static const Json none = Json::array();
  const Json& data = At(document, "data");
  return data.is_array() ? data : none;
}

double NumberAt(const Json& row, const std::string& key) {
  const Json& value = At(row, key);
  return value.is_number() ? value.get<double>() : 0;
}

std::string SubjectOf(const Json& group) {
  std::string text = ValueText(At(group, "process"));
  if (text == "unattributed") text = "an unknown program";
  if (text == "other") text = "the smaller groups";
  const std::string unit = ValueText(At(group, "unit"));
  const std::string role = ValueText(At(group, "role"));
  const std::string port = ValueText(At(group, "port"));
  if (!unit.empty()) text.append(" (").append(unit).append(")");
  if (role == "server") text.append(", server on port ").append(port);
  if (role == "client") text.append(", client of port ").append(port);
  const std::string netns = ValueText(At(group, "netns"));
  if (!netns.empty() && netns != "host") text.append(", namespace ").append(netns);
  return text;
}

std::string Counted(double number, std::string_view word) {
  std::string text = NumberText(number);
  text.append(" ").append(word);
  if (number != 1 && !word.empty()) text += 's';
  return text;
}

}  // namespace sockwatch::tool
