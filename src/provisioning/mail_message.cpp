#include "provisioning/mail_message.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>

#include "core/base64.h"
#include "core/error.h"
#include "core/ids.h"
#include "core/install_paths.h"

namespace idm::provisioning::mail {
namespace {

/// RFC 2045: lines of 76 characters at most.
std::string in_lines(const std::string& text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += 76) lines += text.substr(at, 76) + "\r\n";
  return lines;
}

/// RFC 2047: words of 75 characters at most, none of which cuts a letter.
std::string as_header(const std::string& text) {
  constexpr std::size_t longest = 45;  // bytes, which make 60 characters
  std::string header;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + longest, text.size());
    while (end < text.size() && end > at + 1 &&
           (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
      --end;
    header += (at ? "\r\n " : "") + ("=?UTF-8?B?" + to_base64(text.substr(at, end - at))) + "?=";
    at = end;
  }
  return header;
}

std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm fields{};
  gmtime_r(&now, &fields);
  static const char* const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char* const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char rest[32];
  std::strftime(rest, sizeof rest, "%Y %H:%M:%S +0000", &fields);
  return std::string(days[fields.tm_wday]) + ", " + std::to_string(fields.tm_mday) + " " +
         months[fields.tm_mon] + " " + rest;
}

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, "mail template " + file + ": " + why);
}

std::string filled(const std::string& text, const Values& values, const std::string& file) {
  std::string result;
  std::size_t at = 0;
  while (true) {
    const std::size_t start = text.find("${", at);
    result += text.substr(at, start == text.npos ? text.npos : start - at);
    if (start == text.npos) return result;
    const std::size_t end = text.find('}', start);
    if (end == text.npos) refuse(file, "a ${ without }");
    const std::string name = text.substr(start + 2, end - start - 2);
    const auto value = values.find(name);
    if (value == values.end()) refuse(file, "there is no value \"" + name + "\"");
    result += value->second;
    at = end + 1;
  }
}

}  // namespace

bool is_address(const std::string& text) {
  const std::size_t at = text.find('@');
  return at != text.npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return c > ' ' && c < 0x7f && c != '<' && c != '>' && c != ',';
         });
}

std::string as_sent(const Message& message, const std::string& from) {
  std::string subject = message.subject;
  std::replace_if(
      subject.begin(), subject.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return "From: <" + from + ">\r\nTo: <" + message.to + ">\r\nSubject: " + as_header(subject) +
         "\r\nDate: " + date_now() + "\r\nMessage-ID: <" + new_id() + from.substr(from.find('@')) +
         ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
         "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
         in_lines(to_base64(message.body));
}

std::string template_file(const MailConfig& config, const std::string& name) {
  const std::string& folder = config.template_dir;
  return (folder.empty() ? shipped_dir("conf/mail") : folder) + "/" + name + ".txt";
}

Message from_template(const std::string& file, const std::string& to, const Values& values) {
  std::ifstream stream(file);
  if (!stream) refuse(file, "cannot be read");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const std::string label = "Subject: ";
  const std::size_t line = text.find('\n');
  if (!text.starts_with(label) || line == text.npos || text.compare(line, 2, "\n\n") != 0)
    refuse(file, "it begins with a line \"Subject: ...\" and an empty one");
  // Filled apart, so that no value can end the subject.
  return {to, filled(text.substr(label.size(), line - label.size()), values, file),
          filled(text.substr(line + 2), values, file)};
}

}  // namespace idm::provisioning::mail
