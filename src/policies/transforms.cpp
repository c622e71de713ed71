#include "policies/transforms.h"

#include "core/nearest.h"

namespace idm::policies {
namespace {

constexpr TransformType types[] = {
    {"accountAttribute",          sources::account_attribute,  Form::NeedsSettings},
    {"base64Decode",              strings::base64_decode,      Form::OnInput      },
    {"base64Encode",              strings::base64_encode,      Form::OnInput      },
    {"concat",                    choosing::concat,            Form::MakesValue   },
    {"conditional",               choosing::conditional,       Form::MakesValue   },
    {"dateCompare",               dates::compare,              Form::MakesValue   },
    {"dateFormat",                dates::format,               Form::OnInput      },
    {"dateMath",                  dates::math,                 Form::OnInput      },
    {"decomposeDiacriticalMarks", strings::decompose,          Form::OnInput      },
    {"displayName",               sources::display_name,       Form::NeedsSettings},
    {"e164phone",                 standards::e164_phone,       Form::OnInput      },
    {"firstValid",                choosing::first_valid,       Form::MakesValue   },
    {"identityAttribute",         sources::identity_attribute, Form::MakesValue   },
    {"indexOf",                   strings::index_of,           Form::OnInput      },
    {"iso3166",                   standards::iso3166,          Form::OnInput      },
    {"join",                      choosing::join,              Form::MakesValue   },
    {"lastIndexOf",               strings::last_index_of,      Form::OnInput      },
    {"leftPad",                   strings::left_pad,           Form::OnInput      },
    {"lookup",                    choosing::lookup,            Form::OnInput      },
    {"lower",                     strings::lower,              Form::OnInput      },
    {"normalizeNames",            strings::normalize_names,    Form::OnInput      },
    {"randomAlphaNumeric",        randoms::alphanumeric,       Form::MakesValue   },
    {"randomNumeric",             randoms::numeric,            Form::MakesValue   },
    {"reference",                 sources::reference,          Form::OnInput      },
    {"replace",                   patterns::replace,           Form::OnInput      },
    {"replaceAll",                patterns::replace_all,       Form::OnInput      },
    {"rfc5646",                   standards::rfc5646,          Form::OnInput      },
    {"rightPad",                  strings::right_pad,          Form::OnInput      },
    {"rule",                      rules::rule,                 Form::OnInput      },
    {"split",                     patterns::split,             Form::OnInput      },
    {"static",                    sources::static_value,       Form::MakesValue   },
    {"substring",                 strings::substring,          Form::OnInput      },
    {"trim",                      strings::trim,               Form::OnInput      },
    {"upper",                     strings::upper,              Form::OnInput      },
    {"uuid",                      sources::uuid,               Form::MakesValue   },
};

}  // namespace

const TransformType* find_transform_type(const std::string& name) {
  for (const TransformType& type : types)
    if (name == type.name) return &type;
  return nullptr;
}

std::string unknown_transform_type(const std::string& name) {
  if (name == "usernameGenerator")
    return "usernameGenerator stands only directly in a policy's field";
  std::vector<std::string> names;
  for (const TransformType& type : types) names.emplace_back(type.name);
  return "there is no transform of type \"" + name + "\"" + did_you_mean(name, names);
}

}  // namespace idm::policies
