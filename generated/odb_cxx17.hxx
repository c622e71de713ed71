// libodb 2.4's headers use exception specifications that C++17 removed. This file is force-included
// before them: an empty list becomes noexcept(true), any other noexcept(false).
#pragma once
#if defined(__cplusplus) && __cplusplus >= 201703L
#include <cstddef>
#include <exception>
#include <new>
#include <string>
#include <utility>
#ifdef __has_include
#if __has_include(<memory>)
#include <memory>
#endif
#endif
#define throw(...) noexcept(sizeof(#__VA_ARGS__) == 1)
#include <odb/details/shared-ptr/base.hxx>
#undef throw
#endif
