// Result<T>: a value, or the Diagnostic that says why there is none.
#pragma once

#include <imgfam/model/assert.hpp>
#include <imgfam/model/diagnostic.hpp>

#include <boost/system/result.hpp>

namespace imgfam {

template <class T>
using Result = boost::system::result<T, Diagnostic>;

/// Found by boost::system::result when `.value()` is called on an error: that is a bug of the
/// caller.
[[noreturn]] inline void throw_exception_from_error(const Diagnostic&,
                                                    const boost::source_location& where) {
  assertion_failed("result has a value", where.file_name(), static_cast<int>(where.line()));
}

}  // namespace imgfam
