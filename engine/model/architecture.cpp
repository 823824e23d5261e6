// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/architecture.h"

#include "engine/error.h"

namespace engine::model
{
namespace
{

using enum kernels::NormKind;
using enum kernels::Activation;
using kernels::RopeKind;

constexpr Architecture kArchitectures[] = {
    // Touvron et al. 2023; Mistral and Mixtral are files of this name as well (Jiang et al. 2023, 2024).
    {.name = "llama", .page = Page::Decoder, .norm = Rms, .activation = Silu, .rope = RopeKind::Adjacent},
    {.name = "qwen2", .page = Page::Decoder, .norm = Rms, .activation = Silu, .rope = RopeKind::Halves},
    {.name = "qwen3", .page = Page::Decoder, .norm = Rms, .activation = Silu, .rope = RopeKind::Halves, .headNorms = true},
    {.name = "qwen3moe", .page = Page::Experts, .norm = Rms, .activation = Silu, .rope = RopeKind::Halves, .headNorms = true},
    // Gemma Team 2024 and 2025; the weights of norms are stored with their 1 added.
    {.name = "gemma", .page = Page::Decoder, .norm = Rms, .activation = GeluTanh, .rope = RopeKind::Halves,
     .scaledEmbedding = true},
    {.name = "gemma2", .page = Page::Decoder, .norm = Rms, .activation = GeluTanh, .rope = RopeKind::Halves,
     .postNorms = true, .scaledEmbedding = true, .windowPeriod = 2, .layersOf27B = 46},
    {.name = "gemma3", .page = Page::Decoder, .norm = Rms, .activation = GeluTanh, .rope = RopeKind::Halves,
     .headNorms = true, .postNorms = true, .scaledEmbedding = true, .windowPeriod = 6, .localRopeBase = 10'000,
     .layersOf27B = 62},
    {.name = "phi3", .page = Page::Decoder, .norm = Rms, .activation = Silu, .rope = RopeKind::Halves, .joinedQkv = true,
     .joinedGateUp = true},
    {.name = "gpt2", .page = Page::Gpt2, .norm = Layer, .activation = GeluTanh, .rope = RopeKind::None, .joinedQkv = true},
    // Zhang et al. 2022; the table keeps the two rows that its makers put before the first position.
    {.name = "opt", .page = Page::Gpt2, .norm = Layer, .activation = Relu, .rope = RopeKind::None, .positionOffset = 2},
    // Devlin et al. 2019; DistilBERT (Sanh et al. 2019) is the same without token types.
    {.name = "bert", .page = Page::Encoder, .norm = Layer, .activation = Gelu, .rope = RopeKind::None},
};

} // namespace

const Architecture& findArchitecture(std::string_view name, const std::string& file)
{
    std::string known;
    for (const Architecture& architecture : kArchitectures) {
        if (name == architecture.name)
            return architecture;
        known += (known.empty() ? "" : ", ") + std::string(architecture.name);
    }
    throw Error(ErrorKind::Unsupported, file + " holds a model of the architecture \"" + std::string(name.substr(0, 40)) +
                                            "\", which is not built in yet. Choose a model of one of these: " + known + ".");
}

} // namespace engine::model
