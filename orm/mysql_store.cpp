#include "orm/store_backend.h"
namespace idm {
std::unique_ptr<StoreBackend> make_mysql_backend(const DatabaseConfig&) { return nullptr; }
}
