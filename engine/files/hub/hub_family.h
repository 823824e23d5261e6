// SPDX-License-Identifier: GPL-3.0-or-later
// What the makers of models call things, and what GGUF calls them: architectures, sizes and tensors. The names on the
// GGUF side are llama.cpp's (gguf-py, "constants.py"), those on the other side transformers'.
#pragma once

#include "engine/files/gguf_content.h"
#include "engine/files/hub/hub_config.h"

#include <array>

namespace engine::files::hub
{

enum class Head { None, Queries, Keys }; // rows that llama's GGUF keeps in another order

struct Family {
    std::string model;        // config.json's model_type
    std::string architecture; // general.architecture
    std::int64_t layers = 0;  // 1 .. 1024
    std::int64_t dim = 0;
    std::int64_t heads = 0; // 1 .. 1024
    std::int64_t kvHeads = 0;
    std::int64_t headDim = 0;
    std::int64_t vocabulary = 0;
    std::int64_t experts = 0;
    std::array<std::int64_t, 2> scaleBlock = {128, 128}; // rows and columns that share a scale, of 8-bit floats
    bool tied = false;       // the head is the embedding
    bool classifies = false; // an encoder with a head for labels
};

// Reads config.json and writes the metadata of the architecture. Throws engine::Error: Unsupported (the model_type is
// named), BadFile (the key is named).
Family convertConfig(const HubConfig& config, GgufContent& content);

// Where a tensor of the folder goes. An empty name: it is left out, because it says nothing new.
struct Destination {
    std::string name;
    Head head = Head::None;
    bool transposed = false;  // stored [inputs, outputs]
    bool addsOne = false;     // a norm that is stored less one
    std::int64_t expert = -1; // its place in a stack of experts
    bool stacked = false;     // it is such a stack, [experts, outputs, inputs]
    std::string second;       // a stack of two: its rows' first half goes to `name`, the other half here
};

// Throws engine::Error(Unsupported) for a tensor that the family does not have; `folder` appears in the sentence.
Destination destinationOf(const std::string& tensor, const Family& family, const std::string& folder);

} // namespace engine::files::hub
