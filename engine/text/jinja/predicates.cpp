// SPDX-License-Identifier: GPL-3.0-or-later
// The table of tests.
#include "engine/text/jinja/predicates.h"

#include "engine/text/jinja/access.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/filters.h"
#include "engine/text/jinja/operators.h"
#include "engine/text/jinja/print.h"
#include "engine/text/jinja/unicode.h"

#include <algorithm>
#include <iterator>

namespace engine::text::jinja
{

namespace
{

template <bool (*accept)(const Value&)>
bool plain(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("this test", args, {});
    runtime.tick();
    return accept(value);
}

bool isDefined(const Value& v)
{
    return !v.isUndefined();
}

bool isUndefinedValue(const Value& v)
{
    return v.isUndefined();
}

bool isNoneValue(const Value& v)
{
    return v.isNone();
}

bool isBoolean(const Value& v)
{
    return v.is(Kind::Bool);
}

bool isTrue(const Value& v)
{
    return v.is(Kind::Bool) && v.asBool();
}

bool isFalse(const Value& v)
{
    return v.is(Kind::Bool) && !v.asBool();
}

bool isInteger(const Value& v)
{
    return v.is(Kind::Int);
}

bool isFloat(const Value& v)
{
    return v.is(Kind::Float);
}

bool isNumber(const Value& v)
{
    return v.isNumber();
}

bool isString(const Value& v)
{
    return v.isString();
}

bool isMapping(const Value& v)
{
    return v.is(Kind::Dict);
}

bool isSequence(const Value& v)
{
    return hasLength(v) && !v.is(Kind::View) && !v.is(Kind::Loop);
}

bool isCallable(const Value& v)
{
    return v.is(Kind::Macro) || v.is(Kind::Function) || v.is(Kind::Loop) || v.isUndefined();
}

bool isEscaped(const Value& v)
{
    return v.isString() && v.as<String>().markup;
}

std::int64_t modulo(Runtime& runtime, const Value& value, const Value& divisor)
{
    const Value rest = arithmetic(runtime, Op::Mod, value, divisor);
    return rest.isIntegral() ? rest.asInt() : (rest.is(Kind::Float) && rest.asDouble() == 0.0 ? 0 : -1);
}

bool odd(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("odd", args, {});
    return compareOp(runtime, Op::Eq, arithmetic(runtime, Op::Mod, value, Value::integer(2)), Value::integer(1));
}

bool even(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("even", args, {});
    return modulo(runtime, value, Value::integer(2)) == 0;
}

bool divisibleBy(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("divisibleby", args, {"num"}, 1);
    return modulo(runtime, value, bound.at(0)) == 0;
}

template <bool (*wanted)(char32_t), bool (*other)(char32_t)>
bool cased(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("this test", args, {});
    const Text text = toStr(runtime, value);
    runtime.handle(8 * text.size());
    bool found = false;
    for (std::size_t i = 0; i < text.size();) {
        const Character c = characterAt(text.view(), i);
        if (other(c.code))
            return false;
        found = found || wanted(c.code);
        i += c.length;
    }
    return found;
}

template <Op op>
bool compared(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("this test", args, {"other"}, 1);
    return compareOp(runtime, op, value, bound.at(0));
}

bool sameAs(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound bound("sameas", args, {"other"}, 1);
    runtime.tick();
    return identical(value, bound.at(0));
}

bool isIterableTest(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("iterable", args, {});
    runtime.tick();
    return isIterable(value);
}

bool namesFilter(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("filter", args, {});
    runtime.tick();
    return value.isString() && findFilter(value.view()) != nullptr;
}

bool namesTest(Runtime& runtime, const Value& value, const CallArgs& args)
{
    const Bound none("test", args, {});
    runtime.tick();
    return value.isString() && findTest(value.view()) != nullptr;
}

constexpr TestEntry kTests[] = {
    {"defined", plain<isDefined>},
    {"undefined", plain<isUndefinedValue>},
    {"none", plain<isNoneValue>},
    {"boolean", plain<isBoolean>},
    {"true", plain<isTrue>},
    {"false", plain<isFalse>},
    {"integer", plain<isInteger>},
    {"float", plain<isFloat>},
    {"number", plain<isNumber>},
    {"string", plain<isString>},
    {"mapping", plain<isMapping>},
    {"sequence", plain<isSequence>},
    {"callable", plain<isCallable>},
    {"escaped", plain<isEscaped>},
    {"iterable", isIterableTest},
    {"odd", odd},
    {"even", even},
    {"divisibleby", divisibleBy},
    {"lower", cased<isLower, isUpper>},
    {"upper", cased<isUpper, isLower>},
    {"sameas", sameAs},
    {"filter", namesFilter},
    {"test", namesTest},
    {"in", compared<Op::In>},
    {"==", compared<Op::Eq>},
    {"eq", compared<Op::Eq>},
    {"equalto", compared<Op::Eq>},
    {"!=", compared<Op::Ne>},
    {"ne", compared<Op::Ne>},
    {">", compared<Op::Gt>},
    {"gt", compared<Op::Gt>},
    {"greaterthan", compared<Op::Gt>},
    {">=", compared<Op::Ge>},
    {"ge", compared<Op::Ge>},
    {"<", compared<Op::Lt>},
    {"lt", compared<Op::Lt>},
    {"lessthan", compared<Op::Lt>},
    {"<=", compared<Op::Le>},
    {"le", compared<Op::Le>},
};

} // namespace

const TestEntry* findTest(std::string_view name)
{
    const auto* found =
        std::find_if(std::begin(kTests), std::end(kTests), [name](const TestEntry& t) { return name == t.name; });
    return found == std::end(kTests) ? nullptr : found;
}

} // namespace engine::text::jinja
