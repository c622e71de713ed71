#include "http/certificate.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "core/error.h"

namespace idm::http {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw Error(ErrorCode::InvalidArgument, what + " " + path + ": " + std::strerror(errno));
}

void must(bool done) {
  if (!done) throw Error(ErrorCode::Internal, "OpenSSL could not make the development certificate");
}

/// A file descriptor, closed on every way out.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

void extend(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void set_random_serial(X509* certificate) {
  unsigned char bytes[16];
  must(RAND_bytes(bytes, sizeof bytes) == 1);
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);  // positive, full length
  const std::unique_ptr<BIGNUM, Release<BN_free>> number(BN_bin2bn(bytes, sizeof bytes, nullptr));
  must(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)));
}

Certificate self_signed(EVP_PKEY* key) {
  constexpr long ten_years = 3652L * 24 * 3600;
  Certificate certificate(X509_new());
  must(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  set_random_serial(certificate.get());
  // An hour back, for clients whose clock is a little behind.
  must(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600) &&
       X509_gmtime_adj(X509_getm_notAfter(certificate.get()), ten_years));
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const auto add = [name](const char* field, const char* text) {
    must(X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC,
                                    reinterpret_cast<const unsigned char*>(text), -1, -1, 0) == 1);
  };
  add("O", "provisiond development");
  add("CN", "localhost");
  must(X509_set_issuer_name(certificate.get(), name) == 1 &&
       X509_set_pubkey(certificate.get(), key) == 1);
  extend(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  extend(certificate.get(), NID_key_usage, "critical,digitalSignature");
  extend(certificate.get(), NID_ext_key_usage, "serverAuth");
  extend(certificate.get(), NID_subject_key_identifier, "hash");
  extend(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
  must(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

void write_all(int fd, const std::string& text, const std::string& path) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(fd, text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR) fail("cannot write", path);
    if (n > 0) done += static_cast<std::size_t>(n);
  }
}

/// Whole or not at all, even through a crash.
void write_atomically(const std::string& path, const std::string& text, mode_t mode) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());  // of a start that died here
  {
    const Descriptor file(
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (file.get() < 0) fail("cannot create", fresh);
    write_all(file.get(), text, fresh);
    if (::fsync(file.get()) != 0) fail("cannot write", fresh);
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) fail("cannot create", path);
}

void make(const CertificateFiles& files) {
  const Key key(EVP_EC_gen("P-256"));
  must(key != nullptr);
  const Certificate certificate = self_signed(key.get());
  const Bio key_text(BIO_new(BIO_s_mem())), certificate_text(BIO_new(BIO_s_mem()));
  must(key_text && certificate_text &&
       PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
           1 &&
       PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1);
  write_atomically(files.key, text_of(key_text.get()), 0600);
  write_atomically(files.certificate, text_of(certificate_text.get()), 0644);
}

}  // namespace

CertificateFiles development_certificate(const std::string& data_dir) {
  std::error_code failed;
  std::filesystem::create_directories(data_dir, failed);
  // Two servers that start at once on one folder must not mix their halves.
  const Descriptor folder(::open(data_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) fail("cannot open the data folder", data_dir);
  while (::flock(folder.get(), LOCK_EX) != 0)
    if (errno != EINTR) fail("cannot lock the data folder", data_dir);

  const CertificateFiles files{data_dir + "/development-certificate.pem",
                               data_dir + "/development-key.pem"};
  const bool both =
      ::access(files.certificate.c_str(), F_OK) == 0 && ::access(files.key.c_str(), F_OK) == 0;
  if (!both) {
    make(files);
    ::fsync(folder.get());
  }
  return files;
}

}  // namespace idm::http
