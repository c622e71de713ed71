#pragma once

#include <cstring>
#include <odb/sqlite/traits.hxx>

#include "core/instant.h"
#include "orm/types.h"

namespace odb::sqlite {

/// Instants are stored as 'YYYY-MM-DD HH:MM:SS.mmm' in UTC: sortable, and readable in the sqlite3
/// shell.
template <>
struct value_traits<idm::Instant, id_text> {
  using value_type = idm::Instant;
  using query_type = idm::Instant;
  using image_type = details::buffer;

  static void set_value(value_type& value, const details::buffer& image, std::size_t size,
                        bool is_null) {
    value = is_null ? value_type() : idm::instant_from_sql({image.data(), size});
  }

  static void set_image(details::buffer& image, std::size_t& size, bool& is_null,
                        const value_type& value) {
    is_null = false;
    const std::string text = idm::to_sql(value);
    size = text.size();
    if (size > image.capacity()) image.capacity(size);
    std::memcpy(image.data(), text.data(), size);
  }
};

template <>
struct default_type_traits<idm::Instant> {
  static const database_type_id db_type_id = id_text;
};

}  // namespace odb::sqlite
