#pragma once

#include <odb/mysql/traits.hxx>

#include "core/instant.h"
#include "orm/types.h"

namespace odb::mysql {

/// Instants are DATETIME(3) in UTC.
template <>
struct value_traits<idm::Instant, id_datetime> {
  using value_type = idm::Instant;
  using query_type = idm::Instant;
  using image_type = MYSQL_TIME;

  static void set_value(value_type& value, const MYSQL_TIME& image, bool is_null) {
    value = is_null ? value_type()
                    : idm::instant_from_fields({static_cast<int>(image.year), image.month,
                                                image.day, image.hour, image.minute, image.second,
                                                static_cast<unsigned>(image.second_part / 1000)});
  }

  static void set_image(MYSQL_TIME& image, bool& is_null, const value_type& value) {
    is_null = false;
    const idm::InstantFields fields = idm::fields_of(value);
    image = MYSQL_TIME();
    image.year = static_cast<unsigned>(fields.year);
    image.month = fields.month;
    image.day = fields.day;
    image.hour = fields.hour;
    image.minute = fields.minute;
    image.second = fields.second;
    image.second_part = fields.millisecond * 1000UL;
    image.time_type = MYSQL_TIMESTAMP_DATETIME;
  }
};

template <>
struct default_type_traits<idm::Instant> {
  static const database_type_id db_type_id = id_datetime;
};

}  // namespace odb::mysql
