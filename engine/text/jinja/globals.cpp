// SPDX-License-Identifier: GPL-3.0-or-later
// Global functions.
#include "engine/text/jinja/globals.h"

#include "engine/text/jinja/access.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/print.h"
#include "engine/text/jinja/time_format.h"

#include <algorithm>
#include <iterator>

namespace engine::text::jinja
{

namespace
{

Value rangeFunction(Runtime& runtime, Function&, const CallArgs& args)
{
    if (!args.named.empty() || args.positional.empty() || args.positional.size() > 3)
        throw RenderFailure("range takes one to three arguments");
    std::int64_t bounds[3] = {0, 0, 1};
    for (std::size_t i = 0; i < args.positional.size(); ++i) {
        const Value& value = args.positional[i];
        if (!value.isIntegral())
            throw RenderFailure(value.isUndefined() ? value.as<Undefined>().message()
                                                    : std::string("range: '") + typeName(value) +
                                                          "' object cannot be interpreted as an integer");
        bounds[args.positional.size() == 1 ? 1 : i] = value.asInt();
    }
    if (bounds[2] == 0)
        throw RenderFailure("range: the step must not be zero");
    // In unsigned arithmetic, so that no pair of bounds overflows.
    const bool up = bounds[2] > 0;
    const std::int64_t low = up ? bounds[0] : bounds[1], high = up ? bounds[1] : bounds[0];
    const std::uint64_t span = high > low ? static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) : 0;
    const std::uint64_t step = up ? static_cast<std::uint64_t>(bounds[2]) : 0 - static_cast<std::uint64_t>(bounds[2]);
    if (span > 0 && (span - 1) / step >= static_cast<std::uint64_t>(kMaxRange))
        throw RenderFailure("range is too large: more than " + std::to_string(kMaxRange) + " numbers");
    if (span == 0)
        return runtime.range(0, 0, 1);
    return runtime.range(bounds[0], bounds[1], bounds[2]);
}

std::vector<std::pair<Value, Value>> pairsOf(Runtime& runtime, const CallArgs& args, const char* function)
{
    std::vector<std::pair<Value, Value>> entries;
    if (args.positional.size() > 1)
        throw RenderFailure(std::string(function) + " takes at most one positional argument");
    if (!args.positional.empty()) {
        const Value& from = args.positional.front();
        if (from.is(Kind::Dict)) {
            entries = from.as<Dict>().entries;
        } else {
            for (const Value& pair : iterate(runtime, from)) {
                const std::vector<Value> two = iterate(runtime, pair);
                if (two.size() != 2)
                    throw RenderFailure(std::string(function) + ": each element must be a pair");
                entries.emplace_back(two[0], two[1]);
            }
        }
    }
    for (const auto& [name, value] : args.named)
        entries.emplace_back(runtime.string(name, true), value);
    return entries;
}

Value dictFunction(Runtime& runtime, Function&, const CallArgs& args)
{
    return runtime.dict(pairsOf(runtime, args, "dict"));
}

Value namespaceFunction(Runtime& runtime, Function&, const CallArgs& args)
{
    std::vector<std::pair<std::string, Value>> attributes;
    for (auto& [key, value] : pairsOf(runtime, args, "namespace")) {
        if (!key.isString())
            throw RenderFailure("namespace: the names must be strings");
        attributes.emplace_back(key.text().bytes(), std::move(value));
    }
    return runtime.nameSpace(std::move(attributes));
}

Value raiseException(Runtime& runtime, Function&, const CallArgs& args)
{
    const Bound bound("raise_exception", args, {"message"}, 1);
    throw Refusal(toStr(runtime, bound.at(0)).bytes());
}

Value strftimeNow(Runtime& runtime, Function&, const CallArgs& args)
{
    const Bound bound("strftime_now", args, {"format"}, 1);
    const Text& format = bound.text(0);
    runtime.handle(64 * format.size());
    return runtime.string(formatTime(format.view(), runtime.now()), true);
}

Value cyclerNext(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none("next", args, {});
    runtime.tick();
    Function& cycler = f.self.as<Function>();
    const auto& items = cycler.self.as<List>().items;
    const Value result = items[static_cast<std::size_t>(cycler.state)];
    cycler.state = (cycler.state + 1) % static_cast<std::int64_t>(items.size());
    return result;
}

Value cyclerReset(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none("reset", args, {});
    runtime.tick();
    f.self.as<Function>().state = 0;
    return {};
}

Value notCallable(Runtime& runtime, Function& f, const CallArgs&)
{
    runtime.tick();
    throw RenderFailure(std::string("'") + f.name + "' object is not callable");
}

// A namespace-like value with next, reset and current; `current` is looked up when the namespace is made.
Value cycler(Runtime& runtime, Function&, const CallArgs& args)
{
    if (args.positional.empty() || !args.named.empty())
        throw RenderFailure("cycler: at least one item has to be provided");
    const Value state = runtime.function("Cycler", notCallable, runtime.list(args.positional));
    return runtime.nameSpace({{"next", runtime.function("next", cyclerNext, state)},
                              {"reset", runtime.function("reset", cyclerReset, state)}});
}

Value joinerCall(Runtime& runtime, Function& f, const CallArgs& args)
{
    const Bound none("joiner", args, {});
    return f.state++ == 0 ? runtime.string(Text()) : f.self;
}

Value joiner(Runtime& runtime, Function&, const CallArgs& args)
{
    const Bound bound("joiner", args, {"sep"});
    return runtime.function("joiner", joinerCall, bound.get(0) ? bound.at(0) : runtime.string(", ", true));
}

struct Global {
    const char* name;
    Builtin code;
};

constexpr Global kGlobals[] = {{"range", rangeFunction},
                               {"dict", dictFunction},
                               {"namespace", namespaceFunction},
                               {"raise_exception", raiseException},
                               {"strftime_now", strftimeNow},
                               {"cycler", cycler},
                               {"joiner", joiner}};

} // namespace

bool findGlobal(Runtime& runtime, std::string_view name, Value& out)
{
    const auto* found =
        std::find_if(std::begin(kGlobals), std::end(kGlobals), [name](const Global& g) { return name == g.name; });
    if (found == std::end(kGlobals))
        return false;
    out = runtime.function(found->name, found->code);
    return true;
}

} // namespace engine::text::jinja
