#pragma once

/// What the process keeps of the memory that the system gave it.
namespace idm::memory {

/// Has large buffers go back to the system when they are freed. Call it before threads are made.
void keep_no_large_buffers();

/// Lets go of what only the start needed: pages of code and constants, of this program and of its
/// libraries, and free heap. What is needed after all comes back from the system's page cache at
/// the first touch. Safe while other threads run.
void let_go_of_start_up();

}  // namespace idm::memory
