#pragma once

#include <string>

#include "orm/store.h"

namespace odb {
class database;
}

namespace idm {

/// A text literal of SQL that needs no quoting, whatever is in it.
std::string sql_literal(const std::string& text, Dialect dialect);

/// What SQL cannot do of a migration: folds the texts that it left without their folded column.
/// Inside the migration's transaction; harmless when run again. Knows tables by name only, because
/// the classes belong to the newest schema.
void fold_stored_texts(odb::database& database, Dialect dialect, const std::string& migration);

}  // namespace idm
