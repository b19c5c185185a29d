#include "tool/columns.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "tool/text.h"

namespace sockwatch::tool {

std::string Endpoint(const Json& address, const Json& port) {
  const std::string host = ValueText(address);
  const bool any = host == "0.0.0.0" || host == "::";
  const bool brackets = !any && host.find(':') != std::string::npos;
  std::string text = brackets ? "[" : "";
  text.append(any ? std::string_view("*") : host).append(brackets ? "]" : "");
  const std::string number = ValueText(port);
  if (number.empty()) return text;
  return text.append(":").append(number == "0" ? "*" : number);
}

Column EndpointColumn(const std::string& address, const std::string& port,
                      const std::string& title) {
  return {address, title, Align::kLeft,
          [address, port](const Json& row) { return Endpoint(At(row, address), At(row, port)); }};
}

Column AgeColumn(const std::string& key, const std::string& title) {
  return {key, title, Align::kRight, [key](const Json& row) {
            const Json& age = At(row, key);
            return age.is_number() ? AgeText(age.get<double>()) : std::string("-");
          }};
}

Column ProcessColumn() {
  return {"process", "PROCESS", Align::kLeft, [](const Json& row) {
            const std::string name = ValueText(At(row, "process"));
            if (name == "unattributed" || name.empty()) return std::string("-");
            const std::string pid = ValueText(At(row, "pid"));
            return pid.empty() ? name : name + "/" + pid;
          }};
}

std::string StateText(const std::string& state) {
  std::string text = state;
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char byte) { return static_cast<char>(std::toupper(byte)); });
  return text;
}

Column StateColumn() {
  return {"state", "STATE", Align::kLeft,
          [](const Json& row) { return StateText(ValueText(At(row, "state"))); }};
}

}  // namespace sockwatch::tool
