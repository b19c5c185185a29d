#include "tool/auto_source.h"

#include <utility>

namespace sockwatch::tool {
namespace {

class AutoSource final : public Source {
 public:
  AutoSource(std::unique_ptr<Source> daemon, std::unique_ptr<Source> kernel,
             std::function<void(const std::string&)> say)
      : daemon_(std::move(daemon)), kernel_(std::move(kernel)), say_(std::move(say)) {}

  Result<Json> Get(const std::string& resource, const Filters& filters) override {
    if (!fallen_back_) {
      auto answer = daemon_->Get(resource, filters);
      if (answer) return answer;
      fallen_back_ = true;
      say_(answer.Failure().text + "; asking the kernel instead");
    }
    return kernel_->Get(resource, filters);
  }

 private:
  std::unique_ptr<Source> daemon_;
  std::unique_ptr<Source> kernel_;
  std::function<void(const std::string&)> say_;
  bool fallen_back_ = false;
};

}  // namespace

std::unique_ptr<Source> MakeAutoSource(std::unique_ptr<Source> daemon,
                                       std::unique_ptr<Source> kernel,
                                       std::function<void(const std::string&)> say) {
  return std::make_unique<AutoSource>(std::move(daemon), std::move(kernel), std::move(say));
}

}  // namespace sockwatch::tool
