// SPDX-License-Identifier: GPL-3.0-or-later
// The tokenizer files of a hub folder as tokenizer.ggml.* metadata.
#pragma once

#include "engine/files/hub/hub_family.h"

namespace engine::files::hub
{

// Reads tokenizer.model (sentencepiece) or tokenizer.json, else vocab.json with merges.txt, else vocab.txt, and tokenizer_config.json,
// generation_config.json, added_tokens.json, chat_template.jinja where they are.
// Throws engine::Error: NotFound (no tokenizer), BadFile, Unsupported (a form that is named).
void convertTokenizer(const std::filesystem::path& folder, const HubConfig& config, const Family& family,
                      GgufContent& content);

} // namespace engine::files::hub
