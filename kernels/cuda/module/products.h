// SPDX-License-Identifier: GPL-3.0-or-later
// From an op's tokens and matrices to launches of a kernel that is a template over form and number of tokens.
#pragma once

#include "kernels/cuda/device/product.h"
#include "kernels/cuda/module/launch.h"

namespace kernels::cuda
{

inline constexpr int kTokensAtOnce = 4; // of one product; more are taken in turns

template <Form kForm>
struct FormConstant {
    static constexpr Form value = kForm;
};
template <int kTokens>
struct TokensConstant {
    static constexpr int value = kTokens;
};

// Calls body(form, tokens) with constants: one token, or up to kTokensAtOnce where they fit into shared memory.
template <class Body>
void forFormAndTokens(const Context& context, Form which, int cols, int tokens, const Body& body)
{
    const auto choose = [&](auto form) {
        constexpr Form kForm = decltype(form)::value;
        const bool several = tokens > 1 && productShared<kForm, kTokensAtOnce>(cols) <= context.sharedLimit;
        several ? body(form, TokensConstant<kTokensAtOnce>()) : body(form, TokensConstant<1>());
    };
    switch (which) {
    case Form::Fours:
        return choose(FormConstant<Form::Fours>());
    case Form::Eights:
        return choose(FormConstant<Form::Eights>());
    case Form::Bytes:
        return choose(FormConstant<Form::Bytes>());
    case Form::SparseFours:
        return choose(FormConstant<Form::SparseFours>());
    case Form::SparseEights:
        return choose(FormConstant<Form::SparseEights>());
    }
}

inline Grid gridFor(const Spread& spread, std::size_t shared)
{
    return {dim3(static_cast<unsigned>(spread.blocks)), kThreads, shared};
}

} // namespace kernels::cuda
