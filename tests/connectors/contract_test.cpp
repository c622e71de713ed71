// What every kind of connector promises (src/connectors/connector.h).
#include "contract.h"

#include <atomic>
#include <set>
#include <thread>

namespace idm::test {
namespace {

const Strings nothing;

BOOST_AUTO_TEST_SUITE(contract)

// "Brings the account to these attributes". "Every verb may be repeated".
FOR_EVERY_KIND(an_account_is_created_once_and_then_changed) {
  Conversation with(kind);
  BOOST_TEST(!with.there("ada"));
  BOOST_TEST(with.put_text("ada", "first") == Put::Created);
  BOOST_TEST(with.put_text("ada", "first") == Put::Changed);
  BOOST_TEST(with.text_of("ada") == Strings{"first"});
  BOOST_TEST(with.put_text("ada", "second") == Put::Changed);
  BOOST_TEST(with.text_of("ada") == Strings{"second"});
  const auto found = with.connector->find("ada", call());
  BOOST_TEST(found->name == "ada");
  BOOST_TEST(found->active.value_or(true) == true);
}

// "An account that is not there is created when `may_create`, else the answer is Missing and
// nothing has changed."
FOR_EVERY_KIND(an_account_that_may_not_be_created_is_missing) {
  Conversation with(kind);
  BOOST_TEST(with.put(with.account("ada"), false) == Put::Missing);
  BOOST_TEST(!with.there("ada"));
  BOOST_TEST(with.put(with.account("ada"), true) == Put::Created);
  BOOST_TEST(with.put(with.account("ada"), false) == Put::Changed);
}

// "others keep their values"
FOR_EVERY_KIND(attributes_that_are_not_given_stay) {
  Conversation with(kind);
  with.put_text("ada", "kept");
  const Attribute& other = with.system->required.back();
  const Account change{"ada", {{other.name, {"Byron"}}}, std::nullopt};
  for (const bool may_create : {false, true}) {
    BOOST_TEST(with.put(change, may_create) == Put::Changed);
    BOOST_TEST(with.text_of("ada") == Strings{"kept"});
    BOOST_TEST(with.found("ada", other.name) == Strings{"Byron"});
  }
}

// "No values: it is cleared." An empty text is as good as none.
FOR_EVERY_KIND(an_attribute_without_values_is_cleared) {
  Conversation with(kind);
  for (const Strings& none : {Strings{}, Strings{""}}) {
    with.put_text("ada", "there");
    const Account change{"ada", {{with.system->text, none}}, std::nullopt};
    for (int times = 0; times < 2; ++times) {
      BOOST_TEST(with.put(change, false) == Put::Changed);
      const Strings left = with.text_of("ada");
      BOOST_TEST((left == nothing || left == Strings{""}));
    }
  }
}

FOR_EVERY_KIND(a_new_account_may_lack_values) {
  Conversation with(kind);
  BOOST_TEST(with.put(with.account("ada", {
                                              {with.system->text, {}}
  })) == Put::Created);
  BOOST_TEST(with.put_text("bob", "") == Put::Created);
  BOOST_TEST(with.there("ada"));
  BOOST_TEST(with.there("bob"));
}

// "Texts are UTF-8"
FOR_EVERY_KIND(texts_arrive_as_they_were_sent) {
  Conversation with(kind);
  std::string page;
  while (page.size() < 10000) page += "Ключ ";
  page.pop_back();
  for (const std::string& text : {std::string("Žofie Müller-Ünal 李小龍 😀"), page,
                                  std::string("a'b\"c\\d%e_f;g--h<i>&#10;*()"), std::string("null"),
                                  std::string("first line\nsecond")}) {
    with.put_text("ada", text);
    BOOST_TEST(with.text_of("ada") == Strings{text});
  }
}

FOR_EVERY_KIND(names_are_never_taken_for_syntax) {
  Conversation with(kind);
  for (const std::string name : {"o'neil", "a,b+c=d\"e\\f;g<h>i", "#x", "a*(b)%_", "Žofie 李"}) {
    BOOST_TEST(with.put_text(name, "of " + name) == Put::Created);
    BOOST_TEST(with.text_of(name) == Strings{"of " + name});
  }
  const Page page = with.connector->list("", 10, call());
  std::set<std::string> names;
  for (const Account& account : page.accounts) names.insert(account.name);
  BOOST_TEST(names.size() == 5u);
  for (const std::string& name : names) {
    with.connector->remove(name, call());
    BOOST_TEST(!with.there(name));
  }
}

FOR_EVERY_KIND(several_values_are_a_whole_list) {
  Conversation with(kind);
  if (with.system->many.empty()) return;
  const auto put = [&](const Strings& values) {
    with.put(with.account("ada", {
                                     {with.system->many, values}
    }));
    const Strings found = with.found("ada", with.system->many);
    return std::set<std::string>(found.begin(), found.end());
  };
  BOOST_TEST(
      (put({"a@x.example", "b@x.example"}) == std::set<std::string>{"a@x.example", "b@x.example"}));
  BOOST_TEST((put({"b@x.example"}) == std::set<std::string>{"b@x.example"}));
}

// "Refused when both names exist, or neither." "Every verb may be repeated".
FOR_EVERY_KIND(an_account_is_renamed_once) {
  Conversation with(kind);
  with.put_text("ada", "hers");
  for (int times = 0; times < 2; ++times) {
    with.connector->rename("ada", "countess", call());
    BOOST_TEST(!with.there("ada"));
    BOOST_TEST(with.text_of("countess") == Strings{"hers"});
  }
  with.put_text("bob", "his");
  BOOST_CHECK_EXCEPTION(with.connector->rename("bob", "countess", call()), Failure,
                        fails(Failure::Kind::Refused, {"bob", "countess"}));
  BOOST_CHECK_EXCEPTION(with.connector->rename("eve", "mallory", call()), Failure,
                        fails(Failure::Kind::Refused, {"eve"}));
  BOOST_TEST(with.text_of("bob") == Strings{"his"});
  BOOST_TEST(with.text_of("countess") == Strings{"hers"});
}

// "an account that is already as wanted ... is a success"
FOR_EVERY_KIND(an_account_is_suspended_and_resumed) {
  Conversation with(kind);
  with.put_text("ada", "kept");
  const auto active = [&] { return with.connector->find("ada", call())->active; };
  for (int times = 0; times < 2; ++times) {
    with.connector->suspend("ada", call());
    if (active()) BOOST_TEST(!*active());
  }
  for (int times = 0; times < 2; ++times) {
    with.connector->resume("ada", call());
    if (active()) BOOST_TEST(*active());
  }
  BOOST_TEST(with.text_of("ada") == Strings{"kept"});
}

FOR_EVERY_KIND(what_needs_an_account_is_refused_without_one) {
  Conversation with(kind);
  const auto refused = fails(Failure::Kind::Refused, {"nobody"});
  BOOST_CHECK_EXCEPTION(with.connector->suspend("nobody", call()), Failure, refused);
  BOOST_CHECK_EXCEPTION(with.connector->resume("nobody", call()), Failure, refused);
  BOOST_CHECK_EXCEPTION(with.connector->set_password("nobody", "pw", call()), Failure, refused);
  BOOST_TEST(!with.there("nobody"));
}

FOR_EVERY_KIND(a_password_may_be_set_twice) {
  Conversation with(kind);
  with.put_text("ada", "kept");
  for (int times = 0; times < 2; ++times)
    with.connector->set_password("ada", "Correct-horse 5tåple", call());
  BOOST_TEST(with.text_of("ada") == Strings{"kept"});
  // "never in a log, a receipt or a reply"
  const auto found = with.connector->find("ada", call());
  for (const Attribute& attribute : found->attributes)
    for (const std::string& value : attribute.values)
      BOOST_TEST(value.find("horse") == value.npos, attribute.name << " tells the password");
}

// "or already gone, is a success"
FOR_EVERY_KIND(an_account_is_removed_once) {
  Conversation with(kind);
  with.put_text("ada", "x");
  with.put_text("bob", "y");
  for (int times = 0; times < 2; ++times) {
    with.connector->remove("ada", call());
    BOOST_TEST(!with.there("ada"));
  }
  BOOST_TEST(with.there("bob"));
  BOOST_TEST(with.put_text("ada", "again") == Put::Created);
}

// "All accounts, `size` or so at a time"; also when each page is asked for by another connector.
FOR_EVERY_KIND(a_listing_has_every_account_once) {
  Conversation with(kind);
  const std::set<std::string> names{"ada", "bob", "eve", "joe", "zoë"};
  for (const std::string& name : names) with.put_text(name, "of " + name);
  for (const bool same_connector : {true, false}) {
    std::multiset<std::string> seen;
    std::string page;
    int pages = 0;
    do {
      if (!same_connector) with.connector = connect(with.target);
      const Page got = with.connector->list(page, 2, call());
      for (const Account& account : got.accounts) {
        seen.insert(account.name);
        BOOST_TEST(values(account, with.system->text) == Strings{"of " + account.name});
      }
      BOOST_TEST(got.accounts.size() <= 4u);
      page = got.next;
    } while (!page.empty() && ++pages < 10);
    BOOST_TEST(pages >= 1);
    BOOST_TEST((seen == std::multiset<std::string>(names.begin(), names.end())),
               seen.size() << " were listed, by one connector: " << same_connector);
  }
}

FOR_EVERY_KIND(nobody_is_listed_where_nobody_is) {
  Conversation with(kind);
  const Page page = with.connector->list("", 2, call());
  BOOST_TEST(page.accounts.empty());
  BOOST_TEST(page.next == "");
}

FOR_EVERY_KIND(a_test_succeeds_again_and_again) {
  Conversation with(kind);
  with.connector->test(call());
  with.connector->test(call());
}

// "Used by one thread at a time", and so several threads have several.
FOR_EVERY_KIND(connectors_of_one_system_work_side_by_side) {
  Conversation with(kind);
  std::atomic<int> created{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      const auto connector = connect(with.target);
      try {
        for (int i = 0; i < 10; ++i) {
          const std::string name = "user" + std::to_string(thread) + "-" + std::to_string(i);
          if (connector->put(with.account(name), true, call()) == Put::Created &&
              connector->find(name, call()))
            ++created;
        }
      } catch (const Failure&) {
        --created;
      }
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(created == 40);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::test
