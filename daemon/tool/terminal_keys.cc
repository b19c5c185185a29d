#include <array>
#include <string_view>

#include "tool/terminal.h"

namespace sockwatch::tool {
namespace {

struct Sequence {
  std::string_view bytes;
  Key key;
};
// Cursor keys as in normal and in application mode.
constexpr std::array<Sequence, 14> kSequences = {{{"\x1b[A", Key::kUp},
                                                  {"\x1b[B", Key::kDown},
                                                  {"\x1bOA", Key::kUp},
                                                  {"\x1bOB", Key::kDown},
                                                  {"\x1b[5~", Key::kPageUp},
                                                  {"\x1b[6~", Key::kPageDown},
                                                  {"\x1b[H", Key::kHome},
                                                  {"\x1b[F", Key::kEnd},
                                                  {"\x1bOH", Key::kHome},
                                                  {"\x1bOF", Key::kEnd},
                                                  {"\x1b[1~", Key::kHome},
                                                  {"\x1b[4~", Key::kEnd},
                                                  {"\x1b[7~", Key::kHome},
                                                  {"\x1b[8~", Key::kEnd}}};

// Of a control sequence that is not ours: up to its final byte (ECMA-48, 5.4).
std::size_t LengthOfUnknown(const std::string& bytes) {
  if (bytes.size() < 2 || bytes[1] != '[') return 1;
  std::size_t length = 2;
  while (length < bytes.size() && (bytes[length] < '@' || bytes[length] > '~')) ++length;
  return length < bytes.size() ? length + 1 : length;
}

}  // namespace

KeyRead ReadKey(const std::string& bytes) {
  for (const Sequence& sequence : kSequences) {
    if (bytes.starts_with(sequence.bytes)) return {{sequence.key}, sequence.bytes.size()};
  }
  if (bytes.empty()) return {};
  if (bytes.front() == '\x1b') return {{}, LengthOfUnknown(bytes)};
  return {{Key::kText, bytes.front()}, 1};
}

}  // namespace sockwatch::tool
