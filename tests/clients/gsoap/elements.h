// Making and reading the elements of requests and replies. The fields of fields.tsv come as
// FIELD(member, text) lines in fields/OBJECT.inc, which run.py writes.
#pragma once

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "soapH.h"

inline const std::string DOMAIN = "USR_SEC_DOMAIN";
inline const std::string ATTRIBUTE = "favourite";

/// Optional elements are pointers; what this makes lives until the program ends.
template <class T>
T* make(T value = T()) {
  static std::vector<std::shared_ptr<T>> kept;
  return kept.emplace_back(std::make_shared<T>(std::move(value))).get();
}

inline std::string* text(const std::string& value) { return make(value); }

inline void put(std::string*& member, const char* value) { member = text(value); }
inline void put(int*& member, const char* value) { member = make(std::stoi(value)); }
inline void put(bool*& member, const char* value) { member = make(std::string(value) == "true"); }
inline void put(time_t*& member, const char* value) {
  struct soap plain;
  member = make<time_t>();
  soap_s2dateTime(&plain, value, member);
}

template <class T>
inline std::string shown(const T* value) {
  std::ostringstream out;
  if (value) out << std::boolalpha << *value;
  return value ? out.str() : "(none)";
}

inline std::string joined(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  std::string all;
  for (const std::string& each : texts) all += (all.empty() ? "" : "|") + each;
  return all;
}

/// Of values of xs:anyType, the texts.
inline std::vector<std::string> texts(const std::vector<xsd__anyType*>& values) {
  std::vector<std::string> all;
  for (const xsd__anyType* each : values)
    if (auto* string = dynamic_cast<const xsd__string_*>(each)) all.push_back(string->__item);
  return all;
}

// What the fields of fields.tsv are for an object: two functions of the same shape each.
#define FIELD(member, value) put(to->member, value);
template <class T>
T* fill_user(T* to) {
#include "fields/user.inc"
  return to;
}
inline cont__address* fill_address(cont__address* to) {
#include "fields/address.inc"
  return to;
}
inline cont__emailAddress* fill_email(cont__emailAddress* to) {
#include "fields/emailAddress.inc"
  return to;
}
inline cont__phone* fill_phone(cont__phone* to) {
#include "fields/phone.inc"
  return to;
}
inline udto__userNote* fill_note(udto__userNote* to) {
#include "fields/userNote.inc"
  return to;
}
inline udto__userAttribute* fill_attribute(udto__userAttribute* to) {
#include "fields/userAttribute.inc"
  return to;
}
inline udto__supervisor* fill_supervisor(udto__supervisor* to) {
#include "fields/supervisor.inc"
  return to;
}
#undef FIELD

inline prov__Login* principal(const std::string& login, const std::string& system) {
  prov__Login* made = make<prov__Login>();
  made->id = make<prov__LoginId>();
  made->id->domainId = text(DOMAIN);
  made->id->login = text(login);
  made->id->managedSysId = text(system);
  return made;
}

inline role__role* role(const std::string& id, prov__AttributeOperationEnum* operation = nullptr) {
  role__role* made = make<role__role>();
  made->role__id = make<role__roleId>();
  made->role__id->role__roleId_ = text(id);
  made->role__id->role__serviceId = text(DOMAIN);
  made->role__operation = operation;
  return made;
}

inline udto__userAttribute* attribute(const std::string& name, const char* value) {
  udto__userAttribute* made = make<udto__userAttribute>();
  made->udto__name = text(name);
  if (value) made->udto__value = text(value);
  return made;
}

inline udto__userAttributeMap* attributes(const std::vector<udto__userAttribute*>& all) {
  udto__userAttributeMap* made = make<udto__userAttributeMap>();
  for (udto__userAttribute* each : all) {
    auto& entry = made->udto__userAttributeEntry.emplace_back();
    entry.key = each->udto__name;
    entry.udto__userAttribute_ = each;
  }
  return made;
}

/// Every kind of dependent that both services take.
inline void add_contacts(udto__user& user) {
  user.udto__addresses = {fill_address(make<cont__address>())};
  user.udto__emailAddresses = {fill_email(make<cont__emailAddress>())};
  user.udto__phones = {fill_phone(make<cont__phone>())};
  user.udto__userNotes = make<udto__userNoteSet>();
  user.udto__userNotes->udto__userNoteItem.emplace_back().udto__userNote_ =
      fill_note(make<udto__userNote>());
  user.udto__userAttributes =
      attributes({fill_attribute(attribute(ATTRIBUTE, nullptr)), attribute("remark", "a < b & c")});
}

inline std::string principals(const udto__user& user) {
  std::vector<std::string> all;
  for (const prov__Login* each : user.udto__principalList)
    all.push_back(*each->id->login + "@" + *each->id->managedSysId);
  return joined(all);
}

inline std::string replaced(std::string text, const std::string& part, const std::string& with) {
  return text.replace(text.find(part), part.size(), with);
}
