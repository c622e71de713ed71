#pragma once

#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include "orm/all_rows.h"
#include "orm/text.h"

namespace idm {

/// Whose principals and addresses a transaction changes, so that searches for parts of them look
/// there until the next blocks have them (docs/decisions/0026). Db tells it every row.
class SearchChanges {
 public:
  /// A row that is stored. For the classes whose texts blocks have; the others change nothing.
  template <class Row>
  void inserted(const Row&) {}
  void inserted(const User& user) { users_.emplace(user.id, true); }
  void inserted(const Login& login) {
    if (!login.user_id.null()) changed(*login.user_id);
  }
  void inserted(const EmailAddress& email) { note_owner(email); }

  /// `before` may be null: as it was is not known. A login is never given to another user, nor is
  /// it renamed in place.
  template <class Row>
  void updated(const Row&, const Row*) {}
  void updated(const User& user, const User* before) {
    if (before ? before->email_folded != user.email_folded : !user.email_folded.null())
      changed(user.id);
  }
  void updated(const EmailAddress& email, const EmailAddress*) { note_owner(email); }

  /// What is removed stays in blocks until they are made anew.
  template <class Row>
  void removed() {
    stale_ = stale_ || std::is_same_v<Row, User> || std::is_same_v<Row, Login> ||
             std::is_same_v<Row, EmailAddress>;
  }

  /// The rows that say so. Empties this.
  std::vector<SearchChange> take();

 private:
  void note_owner(const EmailAddress& email) {
    if (!email.parent_id.null() && is(email.parent_type, "USER")) changed(*email.parent_id);
  }
  void changed(const std::string& user_id) { users_.emplace(user_id, false); }

  std::map<std::string, bool> users_;  ///< and whether it is one that no block has
  bool stale_ = false;
};

}  // namespace idm
