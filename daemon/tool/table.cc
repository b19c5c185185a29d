#include "tool/table.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "tool/text.h"

namespace sockwatch::tool {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastWidth = 8;  // a column is not shortened below this

using Cells = std::vector<std::string>;

Cells CellsOf(const std::vector<Column>& columns, const Json& row) {
  Cells cells;
  for (const Column& column : columns) {
    cells.push_back(Printable(column.text ? column.text(row) : ValueText(At(row, column.key))));
  }
  return cells;
}

std::vector<std::size_t> WidthsOf(const std::vector<Cells>& lines, std::size_t columns) {
  std::vector<std::size_t> widths(columns, 0);
  for (const Cells& cells : lines) {
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], WidthOf(cells[i]));
  }
  return widths;
}

std::size_t Total(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
}

// A column less each time from the widest one, so that all stay as even as can be.
void Fit(const std::vector<Column>& columns, std::size_t width, std::vector<std::size_t>& widths) {
  while (Total(widths) > width) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const bool may = columns[i].align == Align::kLeft && widths[i] > kLeastWidth;
      if (may && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

std::string Line(const std::vector<Column>& columns, const Cells& cells,
                 const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = Shortened(cells[i], std::max<std::size_t>(1, widths[i]));
    const std::string padding(widths[i] - std::min(widths[i], WidthOf(cell)), ' ');
    if (i > 0) line.append(kGap, ' ');
    line += columns[i].align == Align::kRight ? padding + cell : cell + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string Quoted(const std::string& value) {
  if (value.find_first_of("\",\r\n") == std::string::npos) return value;
  std::string quoted = "\"";
  for (const char byte : value) quoted.append(byte == '"' ? 2 : 1, byte);
  return quoted + "\"";
}

}  // namespace

const Json& At(const Json& row, const std::string& key) {
  static const Json null;
  const Json* value = &row;
  std::string_view rest = key;
  while (!rest.empty()) {
    const std::string name(rest.substr(0, rest.find('.')));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    if (!value->is_object()) return null;
    const auto found = value->find(name);
    if (found == value->end()) return null;
    value = &*found;
  }
  return *value;
}

std::string ValueText(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  return value.is_number() ? NumberText(value.get<double>()) : value.dump();
}

std::string TableText(const std::vector<Column>& columns, const Json& rows, std::size_t width) {
  std::vector<Cells> lines(1);
  for (const Column& column : columns) lines.front().push_back(column.title);
  for (const Json& row : rows) lines.push_back(CellsOf(columns, row));
  std::vector<std::size_t> widths = WidthsOf(lines, columns.size());
  if (width > 0) Fit(columns, width, widths);
  std::string text;
  for (const Cells& cells : lines) text += Line(columns, cells, widths);
  return text;
}

std::string CsvText(const std::vector<Column>& columns, const Json& rows) {
  std::string text;
  const auto end_line = [&](const std::string& line) { text += line.substr(1) + "\r\n"; };
  std::string titles;
  for (const Column& column : columns) titles += "," + Quoted(column.key);
  end_line(titles);
  for (const Json& row : rows) {
    std::string line;
    for (const Column& column : columns) {
      const Json& value = At(row, column.key);
      line += "," + Quoted(value.is_string() ? value.get<std::string>()
                                             : (value.is_null() ? "" : value.dump()));
    }
    end_line(line);
  }
  return text;
}

}  // namespace sockwatch::tool
