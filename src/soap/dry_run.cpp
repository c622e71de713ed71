#include "soap/dry_run.h"

#include "soap/answer.h"
#include "soap/xml_writer.h"

namespace idm::soap {
namespace {

using provisioning::Plan;

/// An open tag whose attributes are being written.
class Element {
 public:
  Element(XmlWriter& out, const char* tag) : out_(out), tag_(tag) { out_.open(tag); }
  ~Element() {
    end_of_tag();
    out_.close(tag_);
  }
  Element(const Element&) = delete;
  Element& operator=(const Element&) = delete;

  /// "" is left out.
  Element& with(const char* name, const std::string& value) {
    if (value.empty()) return *this;
    out_.attribute(name, error_text(value));
    return *this;
  }
  Element& end_of_tag() {
    if (!ended_) out_.end_of_tag();
    ended_ = true;
    return *this;
  }

 private:
  XmlWriter& out_;
  const char* tag_;
  bool ended_ = false;
};

/// Values may be anything that a target system takes.
void write_text(XmlWriter& out, const char* tag, const std::string& text) {
  out.element(tag, error_text(text));
}

void write(XmlWriter& out, const Plan::Call& call) {
  Element element(out, "dry:Call");
  element.with("system", call.managed_system_id)
      .with("verb", call.verb)
      .with("userId", call.user_id)
      .with("account", call.account)
      .with("password", call.has_password ? "***" : "")
      .end_of_tag();
  for (const connectors::Attribute& attribute : call.attributes) {
    Element named(out, "dry:Attribute");
    named.with("name", attribute.name).end_of_tag();
    for (const std::string& value : attribute.values) write_text(out, "dry:Value", value);
  }
  if (!call.refused.empty()) write_text(out, "dry:Refused", call.refused);
}

}  // namespace

std::string what_was_not_written() {
  const Rehearsal* rehearsal = Rehearsal::of_thread();
  const std::size_t rows = rehearsal ? rehearsal->traces().changes.size() : 0;
  const std::size_t calls = rehearsal ? rehearsal->traces().tasks.size() : 0;
  return "dry run: nothing was written (it would be " + std::to_string(rows) + " rows and " +
         std::to_string(calls) + " calls of other systems; the SOAP header has the plan)";
}

std::string header_of(const Plan& plan) {
  XmlWriter out;
  out.start(1024);
  out.raw("<SOAP-ENV:Header><dry:Plan xmlns:dry=\"");
  out.raw(dry_run_uri);
  out.raw("\">");
  for (const Rehearsal::Change& row : plan.rows)
    Element(out, "dry:Row").with("change", row.kind).with("table", row.table).with("key", row.key);
  for (const Plan::User& user : plan.users) {
    Element element(out, "dry:User");
    element.with("id", user.id).with("new", user.is_new ? "true" : "false").end_of_tag();
    for (const std::string& part : user.changed) write_text(out, "dry:Changed", part);
  }
  for (const Plan::Call& call : plan.calls) write(out, call);
  for (const std::string& note : plan.notes) write_text(out, "dry:Note", note);
  out.raw("</dry:Plan></SOAP-ENV:Header>");
  return out.take();
}

void add_header(std::string& envelope, const std::string& header) {
  const std::size_t body = envelope.find("<SOAP-ENV:Body");
  if (body != std::string::npos) envelope.insert(body, header);
}

}  // namespace idm::soap
