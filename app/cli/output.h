// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands print. Text of a model, a file or its metadata goes to a terminal only after its control
// characters were made visible: an escape sequence could retitle the window or write to the clipboard.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace cli
{

// `text` with C0, C1 and bidirectional controls replaced by visible marks (but for newline and tab), and bytes that
// are not UTF-8 by U+FFFD. A piece must hold whole characters.
std::string visible(std::string_view text);

// To stdout, at once; made visible where stdout is a terminal. Throws engine::Error where it cannot be written.
void print(std::string_view text);
void printJson(const nlohmann::ordered_json& json); // invalid UTF-8 becomes U+FFFD

void complain(std::string_view sentence); // "fettle-cli: ..." on stderr
void remark(std::string_view sentence);   // something worth knowing that is no failure, on stderr
// The same with the first output, once: a command that fails before says only why it does.
void remarkWithOutput(std::string_view sentence);
void showProgress(std::string_view step); // one line that is overwritten; only where stderr is a terminal
void endProgress();
bool watched(); // whether stderr is a terminal, so that somebody reads remarks on speed

} // namespace cli
