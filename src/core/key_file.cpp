#include "core/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"

namespace idm {
namespace {

constexpr std::size_t key_bytes = 32;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, "the key file " + path + " " + why);
}

/// Writes beside and links into place, so that two processes that start at once agree on one key.
void make(const std::string& path) {
  const std::string fresh = path + "." + std::to_string(getpid());
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) refuse(path, std::string("cannot be made: ") + std::strerror(errno));
  char key[key_bytes];
  randombytes_buf(key, sizeof key);
  const bool written =
      write(file, key, sizeof key) == static_cast<ssize_t>(sizeof key) && fsync(file) == 0;
  sodium_memzero(key, sizeof key);
  close(file);
  if (written && link(fresh.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    const int reason = errno;
    unlink(fresh.c_str());
    refuse(path, std::string("cannot be made: ") + std::strerror(reason));
  }
  unlink(fresh.c_str());
  if (!written) refuse(path, "cannot be written");
}

}  // namespace

std::string secret_key(const std::string& path) {
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) {
    make(path);
    file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  }
  if (file < 0) refuse(path, std::string("cannot be read: ") + std::strerror(errno));
  std::string key(key_bytes, '\0');
  const ssize_t got = read(file, key.data(), key.size());
  close(file);
  if (got != static_cast<ssize_t>(key_bytes)) refuse(path, "is shorter than 32 bytes");
  return key;
}

}  // namespace idm
