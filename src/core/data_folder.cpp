#include "core/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"

namespace idm {
namespace {

[[noreturn]] void refuse(const std::string& text) { throw Error(ErrorCode::InvalidArgument, text); }

std::string written_in(int file) {
  char text[32] = {};
  return pread(file, text, sizeof text - 1, 0) > 0 ? text : "unknown";
}

}  // namespace

DataFolder::DataFolder(const std::string& path) {
  const std::string name = path + "/provisiond.pid";
  file_ = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) refuse(name + " cannot be written: " + std::strerror(errno));
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const std::string holder = written_in(file_);
    close(file_);
    refuse("another provisiond (process " + holder + ") serves the data folder " + path +
           ": stop it, or give this one another folder with --data");
  }
  const std::string id = std::to_string(getpid());
  if (ftruncate(file_, 0) != 0 ||
      pwrite(file_, id.data(), id.size(), 0) != static_cast<ssize_t>(id.size())) {
    close(file_);
    refuse(name + " cannot be written");
  }
}

DataFolder::~DataFolder() { close(file_); }

}  // namespace idm
