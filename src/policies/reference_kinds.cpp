#include "policies/reference_kinds.h"

#include <filesystem>

#include "core/error.h"
#include "core/text_file.h"
#include "policies/store.h"

namespace idm::policies {
namespace {

constexpr std::size_t longest_text = 400 * 1024;

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, where + ": " + why);
}

const std::string* text_of(const ReferenceEntry& entry, const std::string& key) {
  const auto found = entry.values.find(key);
  return found == entry.values.end() ? nullptr : &std::get<std::string>(found->second.value);
}

/// A file named in `key`, relative to the reference file.
std::string read_file(const ReferenceEntry& entry, const std::string& key,
                      const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder) / *text_of(entry, key);
  std::optional<std::string> text = read_text_file(path);
  if (!text) refuse(entry.where, key + ": cannot read " + path.string());
  return std::move(*text);
}

/// JSON that stands in `key`, or in the file that `key`_file names.
std::optional<std::string> json_of(const ReferenceEntry& entry, const std::string& key,
                                   const std::string& folder) {
  const std::string file = key + "_file";
  if (text_of(entry, key) && text_of(entry, file))
    refuse(entry.where, "give either " + key + " or " + file);
  if (text_of(entry, file)) return read_file(entry, file, folder);
  if (const std::string* text = text_of(entry, key)) return *text;
  return std::nullopt;
}

/// Says in which table of the file it is.
template <class Work>
Applied at(const ReferenceEntry& entry, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::InvalidArgument && error.code() != ErrorCode::ObjectIdInvalid)
      throw;
    refuse(entry.where, error.what());
  }
}

Applied apply_transform(Db& db, const ReferenceEntry& entry, const std::string& folder) {
  const auto body = json_of(entry, "body", folder);
  if (!body) refuse(entry.where, entry.label() + " lacks its body");
  return at(entry, [&]() -> Applied {
    const bool there = db.find<StoredTransform>(entry.id).has_value();
    const bool stored = put_transform(db, entry.id, *body);
    return {!there, there && stored ? std::vector<std::string>{"body: replaced"}
                                    : std::vector<std::string>{}};
  });
}

void set_text(const ReferenceEntry& entry, const char* key, Text& target,
              std::vector<std::string>& changes) {
  const std::string* given = text_of(entry, key);
  if (!given) return;
  const Text wanted = given->empty() ? Text() : Text(*given);
  if (wanted == target) return;
  changes.push_back(std::string(key) + ": " + (target ? "\"" + *target + "\"" : "nothing") +
                    " -> " + (wanted ? "\"" + *wanted + "\"" : "nothing"));
  target = wanted;
}

Applied apply_policy(Db& db, const ReferenceEntry& entry, const std::string& folder) {
  return at(entry, [&]() -> Applied {
    const auto stored = find_policy(db, entry.id, entry.second_id);
    PolicyDocument document{entry.second_id};
    if (stored) {
      document.name = stored->name;
      document.description = stored->description;
      document.fields = stored->fields;
    }
    std::vector<std::string> changes;
    set_text(entry, "name", document.name, changes);
    set_text(entry, "description", document.description, changes);
    const auto fields = json_of(entry, "fields", folder);
    if (!fields && !stored) refuse(entry.where, entry.label() + " lacks its fields");
    if (fields && *fields != document.fields) {
      document.fields = *fields;
      changes.emplace_back("fields: replaced");
    }
    if (!stored || !changes.empty())
      put_policy(db, entry.id, document, stored ? stored->version : 0);
    return {!stored, std::move(changes)};
  });
}

}  // namespace

std::vector<AppliedKind> applied_kinds() {
  return {
      {{.name = "transform",
        .id_key = "name",
        .id_limit = 50,
        .keys = {{"body", longest_text}, {"body_file", 4000}}},
       apply_transform},
      {{.name = "provisioning_policy",
        .id_key = "system",
        .second_id_key = "usage",
        .keys = {{"name", 4000},
                 {"description", 4000},
                 {"fields", longest_text},
                 {"fields_file", 4000}}},
       apply_policy   },
  };
}

}  // namespace idm::policies
