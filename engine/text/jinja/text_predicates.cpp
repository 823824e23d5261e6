// SPDX-License-Identifier: GPL-3.0-or-later
// isalpha, isdigit and the like of str.
#include "engine/text/jinja/methods.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>
#include <iterator>

namespace engine::text::jinja
{

namespace
{

template <typename Accept>
bool all(Runtime& runtime, const Value& self, Accept accept)
{
    const std::string_view bytes = self.view();
    runtime.handle(8 * bytes.size());
    for (std::size_t i = 0; i < bytes.size();) {
        const Character c = characterAt(bytes, i);
        if (!accept(c.code))
            return false;
        i += c.length;
    }
    return true;
}

template <bool (*accept)(char32_t), bool emptyIs = false>
Value every(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none(f.name, args, {});
    return Value::boolean(f.self.view().empty() ? emptyIs : all(runtime, f.self, accept));
}

bool alnum(char32_t c)
{
    return isAlphabetic(c) || isNumeric(c);
}

bool ascii(char32_t c)
{
    return c < 0x80;
}

// Some cased character, and none of the other case.
template <bool (*wanted)(char32_t), bool (*other)(char32_t)>
Value cased(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none(f.name, args, {});
    bool found = false;
    const bool clean = all(runtime, f.self, [&found](char32_t c) {
        found = found || wanted(c);
        return !other(c);
    });
    return Value::boolean(found && clean);
}

Value isTitle(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none(f.name, args, {});
    bool inWord = false, any = false;
    const bool good = all(runtime, f.self, [&](char32_t c) {
        const bool upper = isUpper(c), lower = isLower(c);
        const bool fits = upper ? !inWord : (lower ? inWord : true);
        any = any || upper;
        inWord = upper || lower;
        return fits;
    });
    return Value::boolean(good && any);
}

Value isIdentifier(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none(f.name, args, {});
    bool first = true;
    const bool good = all(runtime, f.self, [&first](char32_t c) {
        const bool fits = c == '_' || isAlphabetic(c) || (!first && isDecimal(c));
        first = false;
        return fits;
    });
    return Value::boolean(good && !f.self.view().empty());
}

constexpr MethodEntry kPredicates[] = {
    {"isalpha", every<isAlphabetic>},
    {"isdigit", every<isDecimal>},
    {"isdecimal", every<isDecimal>},
    {"isnumeric", every<isNumeric>},
    {"isalnum", every<alnum>},
    {"isspace", every<isSpace>},
    {"isascii", every<ascii, true>},
    {"isprintable", every<isPrintable, true>},
    {"isupper", cased<isUpper, isLower>},
    {"islower", cased<isLower, isUpper>},
    {"istitle", isTitle},
    {"isidentifier", isIdentifier},
};

} // namespace

const MethodEntry* findTextPredicate(std::string_view name)
{
    const auto* found = std::find_if(std::begin(kPredicates), std::end(kPredicates),
                                     [name](const MethodEntry& m) { return name == m.name; });
    return found == std::end(kPredicates) ? nullptr : found;
}

} // namespace engine::text::jinja
