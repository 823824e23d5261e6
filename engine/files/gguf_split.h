// SPDX-License-Identifier: GPL-3.0-or-later
// Models that come in several files, "<name>-00001-of-00003.gguf" and so on (llama.cpp's gguf-split): the first part
// has the metadata, each has tensors and the keys split.no, split.count, split.tensors.count.
#pragma once

#include "engine/files/gguf.h"

namespace engine::files
{

// Opens a GGUF file, and with any part of a split one all the others. Throws engine::Error: NotFound (names the part
// that is missing), BadFile (parts that do not belong together).
GgufFile openGguf(const std::filesystem::path& path);

// Whether opening a file of this name looks for other parts.
bool isPartName(const std::filesystem::path& path);

} // namespace engine::files
