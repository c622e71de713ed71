#pragma once

#include <string>

namespace idm {

/// Holds a data folder, which must exist, for one serving process at a time: a second one would
/// overwrite its files and, on SQLite, wait for its writes. The system lets go of it when the
/// process ends, however it ends.
class DataFolder {
 public:
  /// Throws Error(InvalidArgument) telling who has it.
  explicit DataFolder(const std::string& path);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

 private:
  int file_;
};

}  // namespace idm
