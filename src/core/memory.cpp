#include "core/memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace idm::memory {
namespace {

/// Segments that nobody writes to are as they are in their file, so nothing is lost.
int let_go_of_constant_segments(dl_phdr_info* object, std::size_t, void*) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t first = (object->dlpi_addr + segment.p_vaddr) & ~(page - 1);
    const std::uintptr_t end =
        (object->dlpi_addr + segment.p_vaddr + segment.p_memsz + page - 1) & ~(page - 1);
    // Refused for the system's own object; it costs nothing.
    madvise(std::bit_cast<void*>(first), end - first, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void keep_no_large_buffers() {
  // Left alone, glibc raises the threshold to the largest buffer that was freed, and each thread
  // keeps some.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

void let_go_of_start_up() {
  malloc_trim(0);
  dl_iterate_phdr(let_go_of_constant_segments, nullptr);
}

}  // namespace idm::memory
