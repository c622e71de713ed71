#include "scim/contact_rows.h"

#include <algorithm>

#include "identity/field_lists.h"
#include "orm/text.h"

namespace idm::scim {
namespace {

constexpr std::size_t line_width = 45;  // of ADDRESS1 to ADDRESS7
constexpr Text Address::*address_lines[] = {
    &Address::address1, &Address::address2, &Address::address3, &Address::address4,
    &Address::address5, &Address::address6, &Address::address7};

/// What fits the column; null when the element has none such.
Text fitting(const Json& element, const char* part, std::size_t width) {
  const Json* value = member(element, part);
  if (!value || !value->is_string()) return {};
  return first_characters(value->get_ref<const std::string&>(), width);
}

void show(Json& element, const char* part, const std::string& value) {
  if (!value.empty()) element[part] = value;
}

void show(Json& element, const char* part, const Text& value) {
  if (!value.null()) show(element, part, *value);
}

/// Rows that ProvisioningService makes of a user's own fields have names that say little to others.
std::string type_of(const Text& name) {
  if (name.null()) return {};
  return *name == "EMAIL1" || *name == "DESK PHONE" ? "work" : *name;
}

bool is_primary(const Json& element) {
  const Json* primary = member(element, "primary");
  return primary && *primary == true;
}

template <class Row>
Row common_row(const Json& element) {
  Row row;
  row.name = fitting(element, "type", 40);
  row.is_default = is_primary(element) ? 1 : 0;
  return row;
}

EmailAddress row_of(const Json& element, const EmailAddress*) {
  EmailAddress row = common_row<EmailAddress>(element);
  row.description = fitting(element, "display", 100);
  row.address = fitting(element, "value", 320);
  return row;
}

Phone row_of(const Json& element, const Phone*) {
  Phone row = common_row<Phone>(element);
  row.description = fitting(element, "display", 100);
  row.number = fitting(element, "value", 50);
  row.type = fitting(element, "type", 20);
  return row;
}

/// The lines of a street, each as wide as its column.
void put_lines(const std::string& street, Address& row) {
  std::size_t next = 0, from = 0;
  while (from < street.size() && next < std::size(address_lines)) {
    const std::size_t end = std::min(street.find('\n', from), street.size());
    const std::string line =
        first_characters(std::string_view(street).substr(from, end - from), line_width);
    row.*address_lines[next++] = line;
    from += line.size();
    if (from < street.size() && street[from] == '\n') ++from;
  }
}

Address row_of(const Json& element, const Address*) {
  Address row = common_row<Address>(element);
  const Json* street = member(element, "streetAddress");
  if (!street) street = member(element, "formatted");
  if (street) put_lines(street->get_ref<const std::string&>(), row);
  row.city = fitting(element, "locality", 30);
  row.state = fitting(element, "region", 15);
  row.postal_code = fitting(element, "postalCode", 10);
  row.country = fitting(element, "country", 30);
  return row;
}

std::string joined(std::initializer_list<Text> parts, const char* between) {
  std::string all;
  for (const Text& part : parts) {
    if (part.null() || part->empty()) continue;
    if (!all.empty()) all += between;
    all += *part;
  }
  return all;
}

void show_own(const EmailAddress& row, Json& element) {
  show(element, "value", row.address);
  show(element, "display", row.description);
}

void show_own(const Phone& row, Json& element) {
  std::string number = joined({row.country_code, row.area_code, row.number}, " ");
  if (!row.extension.null() && !row.extension->empty()) number += " x" + *row.extension;
  show(element, "value", number);
  show(element, "display", row.description);
}

void show_own(const Address& row, Json& element) {
  std::string street = joined({row.building_number, row.street_direction, row.suite}, " ");
  for (const auto line : address_lines) {
    if ((row.*line).null() || (row.*line)->empty()) continue;
    if (!street.empty()) street += line == &Address::address1 ? ' ' : '\n';
    street += *(row.*line);
  }
  show(element, "streetAddress", street);
  show(element, "locality", row.city);
  show(element, "region", row.state);
  show(element, "postalCode", row.postal_code);
  show(element, "country", row.country);
}

template <class Row>
Json element_of(const Row& row) {
  Json element = Json::object();
  show_own(row, element);
  if (element.empty()) return element;
  show(element, "type", type_of(row.name));
  if (row.is_default == 1) element["primary"] = true;
  return element;
}

template <class Row>
bool is_same(const Row& a, const Row& b) {
  for (const auto member : fields::texts_of(&a))
    if (a.*member != b.*member) return false;
  return (a.is_default == 1) == (b.is_default == 1);
}

template <class Row>
bool is_shown(const Row& row) {
  return row.active.null() || *row.active != 0;
}

/// Where the first of `rows` is that `fits` and is not used; nothing when none is left.
template <class Row, class Fits>
std::optional<std::size_t> pick(const std::vector<Row>& rows, std::vector<bool>& used, Fits fits) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (used[i] || !is_shown(rows[i]) || !fits(i)) continue;
    used[i] = true;
    return i;
  }
  return {};
}

template <class Row>
void write(const Json* list, std::vector<Row>& rows) {
  const Json none = Json::array();
  const Json& elements = list ? *list : none;
  std::vector<bool> used(rows.size());
  std::vector<std::optional<std::size_t>> stays(elements.size());
  std::vector<Json> shown;
  for (const Row& row : rows) shown.push_back(element_of(row));
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const Row wanted = row_of(elements[i], static_cast<const Row*>(nullptr));
    stays[i] = pick(rows, used, [&](std::size_t at) {
      return is_same(rows[at], wanted) || shown[at] == elements[i];
    });
  }
  std::vector<Row> result;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (stays[i]) {
      result.push_back(rows[*stays[i]]);
      continue;
    }
    Row fresh = row_of(elements[i], static_cast<const Row*>(nullptr));
    // A row of that name is the one that changes: who refers to it by its id still finds it.
    if (const auto named =
            pick(rows, used, [&](std::size_t at) { return rows[at].name == fresh.name; })) {
      fresh.id = rows[*named].id;
      fresh.parent_id = rows[*named].parent_id;
      fresh.parent_type = rows[*named].parent_type;
    }
    result.push_back(std::move(fresh));
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!is_shown(rows[i])) result.push_back(std::move(rows[i]));
  rows = std::move(result);
}

template <class Row>
Json read(const Json* remembered, const std::vector<Row>& rows) {
  Json list = Json::array();
  std::vector<bool> used(rows.size());
  if (remembered)
    for (const Json& element : *remembered) {
      const Row wanted = row_of(element, static_cast<const Row*>(nullptr));
      if (pick(rows, used, [&](std::size_t at) { return is_same(rows[at], wanted); }))
        list.push_back(element);
    }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (used[i] || !is_shown(rows[i])) continue;
    Json element = element_of(rows[i]);
    if (!element.empty()) list.push_back(std::move(element));
  }
  return list.empty() ? Json() : list;
}

}  // namespace

void write_contacts(const Json* list, std::vector<EmailAddress>& rows) { write(list, rows); }
void write_contacts(const Json* list, std::vector<Phone>& rows) { write(list, rows); }
void write_contacts(const Json* list, std::vector<Address>& rows) { write(list, rows); }

Json read_contacts(const Json* remembered, const std::vector<EmailAddress>& rows) {
  return read(remembered, rows);
}
Json read_contacts(const Json* remembered, const std::vector<Phone>& rows) {
  return read(remembered, rows);
}
Json read_contacts(const Json* remembered, const std::vector<Address>& rows) {
  return read(remembered, rows);
}

}  // namespace idm::scim
