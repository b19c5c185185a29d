#include "procnet/kept_file.h"

#include <array>
#include <catch2/catch.hpp>
#include <cerrno>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

TEST_CASE("a kept file is read anew each time, on the same descriptor") {
  const TempProc proc;
  proc.Write("file", "one");
  KeptFile file(proc.Path("file"));
  std::array<char, 16> buffer{};
  CHECK(file.Read(buffer).text == "one");
  proc.Write("file", "three");
  CHECK(file.Read(buffer).text == "three");
  proc.Remove("file");  // only a descriptor that was kept still reads it
  CHECK(file.Read(buffer).text == "three");
}

TEST_CASE("a file that is not there gives its errno, and is found once it is") {
  const TempProc proc;
  KeptFile file(proc.Path("file"));
  std::array<char, 16> buffer{};
  CHECK(file.Read(buffer).os_error == ENOENT);
  proc.Write("file", "now");
  CHECK(file.Read(buffer).text == "now");
}

TEST_CASE("a file that fills the buffer is not believed") {
  const TempProc proc;
  proc.Write("file", "12345678");
  KeptFile file(proc.Path("file"));
  std::array<char, 8> exact{};
  CHECK(file.Read(exact).os_error == EFBIG);
  CHECK(file.Read(exact).text.empty());
  std::array<char, 9> roomy{};
  CHECK(file.Read(roomy).text == "12345678");
}

TEST_CASE("after a failed read the file is opened again") {
  const TempProc proc;
  std::filesystem::create_directory(proc.Path("file"));  // opens, but read(2) answers EISDIR
  KeptFile file(proc.Path("file"));
  std::array<char, 16> buffer{};
  CHECK(file.Read(buffer).os_error == EISDIR);
  proc.Remove("file");
  proc.Write("file", "well");
  CHECK(file.Read(buffer).text == "well");
}

}  // namespace
}  // namespace sockwatch::testing
