// A value or an error that names its object. Recoverable errors are returned, never thrown.
#pragma once

#include <cstring>
#include <string>
#include <utility>
#include <variant>

namespace sockwatch {

// `text` names the object (path, address, key) and what went wrong; `os_error` is the errno behind
// it, or 0 where none is.
struct Error {
  std::string text;
  int os_error = 0;
};

// "<what>: <strerror>", the form in which every failed system call is reported.
inline Error SystemError(const std::string& what, int os_error) {
  return Error{what + ": " + std::strerror(os_error), os_error};
}

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}  // NOLINT: implicit by design, as in `return x;`
  Result(Error error) : state_(std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool Ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return Ok(); }

  // Ok() must hold.
  T& Value() { return *std::get_if<T>(&state_); }
  [[nodiscard]] const T& Value() const { return *std::get_if<T>(&state_); }

  // Ok() must not hold.
  [[nodiscard]] const Error& Failure() const { return *std::get_if<Error>(&state_); }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<std::monostate>;
inline Status OkStatus() { return Status(std::monostate{}); }

}  // namespace sockwatch
