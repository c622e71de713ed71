// The ten operations on addresses, the same ten on phones, and on e-mail addresses.
#include "identity/user_parts.h"
#include "soap/answer.h"
#include "soap/read_request.h"
#include "soap/user_data_endpoint.h"
#include "soap/write_user.h"

namespace idm::soap {
namespace {

/// The contract's classes and members for one kind of contact.
template <class Row>
struct Wire;

template <>
struct Wire<Address> {
  using Element = cont__address;
  using One = usersvc__AddressResponse;
  using List = usersvc__AddressListResponse;
  using Map = usersvc__AddressMapResponse;
  static constexpr const char* argument = "address";
  static constexpr auto one = &One::address;
  static constexpr auto list = &List::addressList;
  static constexpr auto map = &Map::addressMap;
};

template <>
struct Wire<Phone> {
  using Element = cont__phone;
  using One = usersvc__PhoneResponse;
  using List = usersvc__PhoneListResponse;
  using Map = usersvc__PhoneMapResponse;
  static constexpr const char* argument = "phone";
  static constexpr auto one = &One::phone;
  static constexpr auto list = &List::phoneList;
  static constexpr auto map = &Map::phoneMap;
};

template <>
struct Wire<EmailAddress> {
  using Element = cont__emailAddress;
  using One = usersvc__EmailAddressResponse;
  using List = usersvc__EmailAddressListResponse;
  using Map = usersvc__EmailAddressMapResponse;
  static constexpr const char* argument = "email";
  static constexpr auto one = &One::emailAddress;
  static constexpr auto list = &List::emailAddressList;
  static constexpr auto map = &Map::emailMap;
};

}  // namespace

/// The operations for one kind of contact.
template <class Row>
class UserDataEndpoint::Contacts {
 public:
  using Names = Wire<Row>;
  using Element = typename Names::Element;
  using One = typename Names::One;

  explicit Contacts(UserDataEndpoint& endpoint)
      : soap_(endpoint.soap),
        services_(endpoint.services_),
        reader_(endpoint.reader_),
        writer_(endpoint.writer_),
        requestor_(endpoint.requestor()) {}

  // The reply is declared as a plain Response and is more, which its xsi:type says (behaviour.md
  // 1.16).
  int add(const Element* wire, usersvc__Response*& reply) {
    One* typed = nullptr;
    const int result = find(
        typed, [&] { return user_parts::add<Row>(services_, {read(wire)}, requestor_).front(); });
    reply = typed;
    return result;
  }

  int add_set(const std::vector<Element*>& wires, usersvc__Response*& reply) {
    return answer(soap_, reply, [&](usersvc__Response&) {
      std::vector<Row> rows;
      for (const Element* wire : wires)
        if (wire) rows.push_back(read(wire));
      user_parts::add(services_, rows, requestor_);
    });
  }

  int update(const Element* wire, usersvc__Response*& reply) {
    return answer(soap_, reply, [&](usersvc__Response&) {
      user_parts::update(services_, read(wire), requestor_);
    });
  }

  int remove(const Element* wire, usersvc__Response*& reply) {
    return answer(soap_, reply, [&](usersvc__Response&) {
      user_parts::remove(services_, read(wire), requestor_);
    });
  }

  int remove_all(const std::string* user_id, usersvc__Response*& reply) {
    return answer(soap_, reply, [&](usersvc__Response& out) {
      add_note(soap_, out,
               user_parts::remove_all<Row>(services_, text_or_empty(user_id), requestor_));
    });
  }

  int get(const std::string* id, One*& reply) {
    return find(reply,
                [&] { return user_parts::get<Row>(services_, text_or_empty(id), "addressId"); });
  }

  int get_by_name(const std::string* user_id, const std::string* name, One*& reply) {
    return find(reply, [&] {
      return user_parts::get_by_name<Row>(services_, text_or_empty(user_id), text_or_empty(name),
                                          "addressName");
    });
  }

  int get_default(const std::string* user_id, One*& reply) {
    return find(reply,
                [&] { return user_parts::get_default<Row>(services_, text_or_empty(user_id)); });
  }

  int list(const std::string* user_id, typename Names::List*& reply) {
    return answer(soap_, reply, [&](typename Names::List& out) {
      for (const Row& row : user_parts::all<Row>(services_, text_or_empty(user_id)))
        (out.*Names::list).push_back(write_contact(writer_, row));
    });
  }

  // By row id, not by name: names may repeat.
  int map(const std::string* user_id, typename Names::Map*& reply) {
    return answer(soap_, reply, [&](typename Names::Map& out) {
      for (const Row& row : user_parts::all<Row>(services_, text_or_empty(user_id))) {
        auto& entry = (out.*Names::map).entry.emplace_back();
        entry.key = writer_.text(row.id);
        entry.value = write_contact(writer_, row);
      }
    });
  }

 private:
  /// Answers with what `found` returns.
  template <class Found>
  int find(One*& reply, Found found) {
    return answer(soap_, reply,
                  [&](One& out) { out.*Names::one = write_contact(writer_, found()); });
  }

  Row read(const Element* wire) const { return read_contact(reader_, need(wire, Names::argument)); }

  struct ::soap* soap_;
  Services& services_;
  const WireReader& reader_;
  const WireWriter& writer_;
  const Requestor requestor_;
};

int UserDataEndpoint::addAddress(usersvc__addAddress* request, usersvc__addAddressResponse& reply) {
  return Contacts<Address>(*this).add(request->address, reply.return_);
}

int UserDataEndpoint::addAddressSet(usersvc__addAddressSet* request,
                                    usersvc__addAddressSetResponse& reply) {
  return Contacts<Address>(*this).add_set(request->addressSet, reply.return_);
}

int UserDataEndpoint::updateAddress(usersvc__updateAddress* request,
                                    usersvc__updateAddressResponse& reply) {
  return Contacts<Address>(*this).update(request->address, reply.return_);
}

int UserDataEndpoint::removeAddress(usersvc__removeAddress* request,
                                    usersvc__removeAddressResponse& reply) {
  return Contacts<Address>(*this).remove(request->address, reply.return_);
}

int UserDataEndpoint::removeAllAddresses(usersvc__removeAllAddresses* request,
                                         usersvc__removeAllAddressesResponse& reply) {
  return Contacts<Address>(*this).remove_all(request->userId, reply.return_);
}

int UserDataEndpoint::getAddressById(usersvc__getAddressById* request,
                                     usersvc__getAddressByIdResponse& reply) {
  return Contacts<Address>(*this).get(request->addressId, reply.return_);
}

int UserDataEndpoint::getAddressByName(usersvc__getAddressByName* request,
                                       usersvc__getAddressByNameResponse& reply) {
  return Contacts<Address>(*this).get_by_name(request->userId, request->addressName, reply.return_);
}

int UserDataEndpoint::getDefaultAddress(usersvc__getDefaultAddress* request,
                                        usersvc__getDefaultAddressResponse& reply) {
  return Contacts<Address>(*this).get_default(request->userId, reply.return_);
}

int UserDataEndpoint::getAddressList(usersvc__getAddressList* request,
                                     usersvc__getAddressListResponse& reply) {
  return Contacts<Address>(*this).list(request->userId, reply.return_);
}

int UserDataEndpoint::getAddressMap(usersvc__getAddressMap* request,
                                    usersvc__getAddressMapResponse& reply) {
  return Contacts<Address>(*this).map(request->userId, reply.return_);
}

int UserDataEndpoint::addPhone(usersvc__addPhone* request, usersvc__addPhoneResponse& reply) {
  return Contacts<Phone>(*this).add(request->phone, reply.return_);
}

int UserDataEndpoint::addPhoneSet(usersvc__addPhoneSet* request,
                                  usersvc__addPhoneSetResponse& reply) {
  return Contacts<Phone>(*this).add_set(request->arg0, reply.return_);
}

int UserDataEndpoint::updatePhone(usersvc__updatePhone* request,
                                  usersvc__updatePhoneResponse& reply) {
  return Contacts<Phone>(*this).update(request->phone, reply.return_);
}

int UserDataEndpoint::removePhone(usersvc__removePhone* request,
                                  usersvc__removePhoneResponse& reply) {
  return Contacts<Phone>(*this).remove(request->phone, reply.return_);
}

int UserDataEndpoint::removeAllPhones(usersvc__removeAllPhones* request,
                                      usersvc__removeAllPhonesResponse& reply) {
  return Contacts<Phone>(*this).remove_all(request->userId, reply.return_);
}

int UserDataEndpoint::getPhoneById(usersvc__getPhoneById* request,
                                   usersvc__getPhoneByIdResponse& reply) {
  return Contacts<Phone>(*this).get(request->addressId, reply.return_);
}

int UserDataEndpoint::getPhoneByName(usersvc__getPhoneByName* request,
                                     usersvc__getPhoneByNameResponse& reply) {
  return Contacts<Phone>(*this).get_by_name(request->userId, request->addressName, reply.return_);
}

int UserDataEndpoint::getDefaultPhone(usersvc__getDefaultPhone* request,
                                      usersvc__getDefaultPhoneResponse& reply) {
  return Contacts<Phone>(*this).get_default(request->userId, reply.return_);
}

int UserDataEndpoint::getPhoneList(usersvc__getPhoneList* request,
                                   usersvc__getPhoneListResponse& reply) {
  return Contacts<Phone>(*this).list(request->userId, reply.return_);
}

int UserDataEndpoint::getPhoneMap(usersvc__getPhoneMap* request,
                                  usersvc__getPhoneMapResponse& reply) {
  return Contacts<Phone>(*this).map(request->userId, reply.return_);
}

int UserDataEndpoint::addEmailAddress(usersvc__addEmailAddress* request,
                                      usersvc__addEmailAddressResponse& reply) {
  return Contacts<EmailAddress>(*this).add(request->email, reply.return_);
}

int UserDataEndpoint::addEmailAddressSet(usersvc__addEmailAddressSet* request,
                                         usersvc__addEmailAddressSetResponse& reply) {
  return Contacts<EmailAddress>(*this).add_set(request->emailAddressSet, reply.return_);
}

int UserDataEndpoint::updateEmailAddress(usersvc__updateEmailAddress* request,
                                         usersvc__updateEmailAddressResponse& reply) {
  return Contacts<EmailAddress>(*this).update(request->email, reply.return_);
}

int UserDataEndpoint::removeEmailAddress(usersvc__removeEmailAddress* request,
                                         usersvc__removeEmailAddressResponse& reply) {
  return Contacts<EmailAddress>(*this).remove(request->email, reply.return_);
}

int UserDataEndpoint::removeAllEmailAddresses(usersvc__removeAllEmailAddresses* request,
                                              usersvc__removeAllEmailAddressesResponse& reply) {
  return Contacts<EmailAddress>(*this).remove_all(request->userId, reply.return_);
}

int UserDataEndpoint::getEmailAddressById(usersvc__getEmailAddressById* request,
                                          usersvc__getEmailAddressByIdResponse& reply) {
  return Contacts<EmailAddress>(*this).get(request->addressId, reply.return_);
}

int UserDataEndpoint::getEmailAddressByName(usersvc__getEmailAddressByName* request,
                                            usersvc__getEmailAddressByNameResponse& reply) {
  return Contacts<EmailAddress>(*this).get_by_name(request->userId, request->addressName,
                                                   reply.return_);
}

int UserDataEndpoint::getDefaultEmailAddress(usersvc__getDefaultEmailAddress* request,
                                             usersvc__getDefaultEmailAddressResponse& reply) {
  return Contacts<EmailAddress>(*this).get_default(request->userId, reply.return_);
}

int UserDataEndpoint::getEmailAddressList(usersvc__getEmailAddressList* request,
                                          usersvc__getEmailAddressListResponse& reply) {
  return Contacts<EmailAddress>(*this).list(request->userId, reply.return_);
}

int UserDataEndpoint::getEmailAddressMap(usersvc__getEmailAddressMap* request,
                                         usersvc__getEmailAddressMapResponse& reply) {
  return Contacts<EmailAddress>(*this).map(request->userId, reply.return_);
}

}  // namespace idm::soap
