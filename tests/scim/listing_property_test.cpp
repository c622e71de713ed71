#include <random>

#include "scim/filter_match.h"
#include "scim/listed_people.h"

/// Whatever columns and indexes do for it: a list is what the filter says of all documents.
namespace idm::scim::test {
namespace {

#define ENTERPRISE_URN "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

struct Crowd : ListedPeople {
  explicit Crowd(Dialect dialect) : ListedPeople(dialect) {
    const std::string long_name(150, 'x'), ligatures = "oﬃce ﬀ";
    const std::string ada =
        add(R"({"userName": "ada", "externalId": "E1", "displayName": "Ada Lovelace",
        "name": {"givenName": "Ada", "familyName": "Lovelace"}, "nickName": "Al", "userType": "Staff",
        "emails": [{"value": "ada@x.org", "type": "work", "primary": true}, {"value": "a%b@x.org", "type": "home"}],
        ")" ENTERPRISE_URN R"(": {"department": "Maths", "employeeNumber": "4711"}})");
    add(R"({"userName": "ADALBERT", "externalId": "e1", "displayName": "ada lovelace", "active": false,
        "name": {"givenName": "Ada Maria", "familyName": "Lovelace"}, "emails": ["ADA@X.ORG"]})");
    add(R"({"userName": "straße", "name": {"familyName": "Straße", "givenName": "Jörg"}, "title": "Dr.",
        "nickName": "jo_rg", "externalId": "E1 "})");
    add(R"({"userName": "STRASSE2", "name": {"familyName": "STRASSE"}, "displayName": "100% o'neil \"q\" \\ _"})");
    add(R"({"userName": "long", "name": {"familyName": ")" + long_name +
        R"(tail"}, "displayName": ")" + long_name + long_name + R"(", "nickName": ")" + long_name +
        "\"}");
    add(R"({"userName": "lig", "name": {"familyName": ")" + ligatures + R"("}, "displayName": ")" +
        ligatures + "\"}");
    add(R"({"userName": "tab\there", "name": {"familyName": "ta\tb"}, "displayName": "ta\tb"})");
    add(R"({"userName": "blank", "displayName": "trailing  ", "name": {"familyName": "trailing  "},
        ")" ENTERPRISE_URN R"(": {"division": "North", "department": "maths"}})");
    UserRequest soap;
    soap.user.first_name = idm::test::text("Ada");
    soap.user.last_name = idm::test::text("Lovelace");
    soap.user.email = idm::test::text("Only@Own.Row");
    soap.user.status = idm::test::text("ACTIVE");
    soap.principals = {idm::test::principal("soapy")};
    add_by_soap(soap);
    soap.user.first_name.reset();
    soap.user.last_name = idm::test::text("Ada Lovelace");
    soap.user.secondary_status = idm::test::text("LOCKED");
    soap.principals.clear();
    add_by_soap(soap);
    remove_user(place,
                add(R"({"userName": "gone", "displayName": "Ada Lovelace", "externalId": "E1"})"),
                {});
    const std::string inner =
        add_group(R"({"displayName": "Engines 100%", "members": [")" + ada + "\"]}");
    add_group(R"({"displayName": "engines", "externalId": "E1", "members": [{"value": ")" + inner +
              R"(", "type": "Group"}, ")" + ada + "\"]}");
    for (const Json& resource : everything(all_types)) collect(resource);
    texts.insert(texts.end(), {"", " ", "a", "A", "ada ", "ADA LOVELACE", "x", "nobody", "%", "_",
                               "\\", "ss", "ﬃ", long_name, "Ada  Lovelace"});
  }

  void collect(const Json& value) {
    if (value.is_string()) texts.push_back(value.get<std::string>());
    if (value.is_structured())
      for (const Json& inner : value) collect(inner);
  }

  std::vector<std::string> texts;  ///< what somebody has, and more
};

/// Makes filters; the same ones in every run.
class Generator {
 public:
  explicit Generator(const std::vector<std::string>& texts) : texts_(texts) {}

  std::string filter(int depth) {
    const int kind = depth == 0 ? 0 : pick(8);
    if (kind < 4) return comparison(pick_of(names_));
    if (kind == 4) return "(" + filter(depth - 1) + " and " + filter(depth - 1) + ")";
    if (kind == 5) return "(" + filter(depth - 1) + " or " + filter(depth - 1) + ")";
    if (kind == 6) return "not (" + filter(depth - 1) + ")";
    return element();
  }

 private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  const std::string& pick_of(const std::vector<std::string>& list) {
    return list[static_cast<std::size_t>(pick(static_cast<int>(list.size())))];
  }

  /// A literal: what somebody has, or a part of it, maybe in another case.
  std::string literal() {
    std::string text = pick_of(texts_);
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
    if (ascii && !text.empty() && pick(3) == 0)
      text = text.substr(static_cast<std::size_t>(pick(static_cast<int>(text.size()))),
                         static_cast<std::size_t>(1 + pick(6)));
    if (ascii && pick(3) == 0)
      for (char& c : text) c = static_cast<char>(pick(2) ? std::toupper(c) : std::tolower(c));
    return Json(text).dump();
  }

  std::string comparison(const std::string& name) {
    if (name == "active") return name + pick_of(on_truths_);
    if (name.starts_with("meta.") && pick(4) > 0)
      return name + pick_of(on_instants_) +
             (pick(2) ? "\"2020-05-05T05:05:05Z\"" : "\"2099-05-05T05:05:05.123+02:00\"");
    const std::string operation = pick_of(operations_);
    if (operation == " pr" || operation == " eq null" || operation == " ne null")
      return name + operation;
    return name + operation + literal();
  }

  std::string element() {
    const std::string list = pick(2) ? "emails" : "members";
    std::string text = list + "[" + comparison("value");
    if (pick(2)) text += (pick(2) ? " and " : " or ") + comparison("type");
    text += "]";
    return pick(3) ? text : text + "." + comparison("value");
  }

  std::mt19937 random_{20260131};
  const std::vector<std::string>& texts_;
  const std::vector<std::string> names_{"id",
                                        "externalId",
                                        "userName",
                                        "displayName",
                                        "emails",
                                        "emails.value",
                                        "emails.type",
                                        "name.familyName",
                                        "name.givenName",
                                        "nickName",
                                        "userType",
                                        "active",
                                        "meta.created",
                                        "meta.lastModified",
                                        "title",
                                        "members",
                                        "members.value",
                                        "groups.value",
                                        "shoeSize",
                                        "userName",
                                        "displayName",
                                        "emails.value",
                                        "externalId",
                                        "id",
                                        ENTERPRISE_URN ":department",
                                        ENTERPRISE_URN ":employeeNumber",
                                        ENTERPRISE_URN ":division"};
  const std::vector<std::string> operations_{" eq ", " eq ", " eq ",     " ne ",
                                             " co ", " sw ", " ew ",     " gt ",
                                             " le ", " pr",  " eq null", " ne null"};
  const std::vector<std::string> on_truths_{" eq true", " eq false", " ne true", " pr",
                                            " eq \"False\""};
  const std::vector<std::string> on_instants_{" gt ", " ge ", " lt ", " le ", " eq ", " ne "};
};

/// How many resources the filter matches; none when it is refused.
std::size_t check(Crowd& crowd, const std::vector<Json>& all, const std::string& filter) {
  std::vector<std::string> wanted, users_wanted;
  const ListRequest request = filtered(filter);
  try {
    const FilterMatch of_user(*request.filter, user_type), of_group(*request.filter, group_type);
    for (const Json& resource : all) {
      const bool is_user = resource["meta"]["resourceType"] == "User";
      if (!(is_user ? of_user : of_group)(resource)) continue;
      wanted.push_back(resource["id"].get<std::string>());
      if (is_user) users_wanted.push_back(wanted.back());
    }
  } catch (const Refusal&) {
    BOOST_CHECK_THROW(crowd.page(request, all_types), Refusal);
    return 0;
  }
  const Page page = crowd.page(request, all_types);
  BOOST_TEST(ids_of(page.resources) == wanted, filter);
  BOOST_TEST(page.total == static_cast<std::int64_t>(wanted.size()), filter);
  BOOST_TEST(ids_of(crowd.page(request).resources) == users_wanted, filter);
  ListRequest second = request;
  second.start_index = 2;
  second.count = 2;
  const auto from = users_wanted.begin() + (users_wanted.empty() ? 0 : 1);
  const std::vector<std::string> part(
      from, from + std::min<std::ptrdiff_t>(2, users_wanted.end() - from));
  BOOST_TEST(ids_of(crowd.page(second).resources) == part, filter);
  return wanted.size();
}

BOOST_AUTO_TEST_SUITE(scim_listing_property)

BOOST_DATA_TEST_CASE(a_list_is_what_the_filter_says_of_all_documents, idm::test::both_dialects,
                     dialect) {
  Crowd crowd(dialect);
  const std::vector<Json> all = crowd.everything(all_types);
  Generator generator(crowd.texts);
  const int filters = dialect == Dialect::Sqlite ? 400 : 120;
  int some = 0;  // matched somebody and not everybody: the others would say little
  for (int i = 0; i < filters; ++i) {
    const std::size_t matched = check(crowd, all, generator.filter(2));
    some += matched > 0 && matched < all.size();
  }
  BOOST_TEST(some > filters / 10);
}

/// Every value that somebody has is found by each comparison that columns narrow.
BOOST_DATA_TEST_CASE(everybody_is_found_by_everything_they_have, idm::test::both_dialects,
                     dialect) {
  Crowd crowd(dialect);
  const std::vector<Json> all = crowd.everything(all_types);
  for (const char* name : {"userName", "displayName", "emails.value", "name.familyName",
                           "externalId", "id", "members.value"})
    for (const Json& resource : all) {
      const std::string path(name);
      const std::size_t dot = path.find('.');
      const Json* value = member(resource, path.substr(0, dot));
      if (value && value->is_array()) value = &value->front();
      if (value && dot != std::string::npos) value = member(*value, path.substr(dot + 1));
      if (value) BOOST_TEST(check(crowd, all, path + " eq " + value->dump()) > 0u);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim::test
