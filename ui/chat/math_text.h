// SPDX-License-Identifier: GPL-3.0-or-later
// Formulas in LaTeX as text that can be read: letters, signs, indices and fractions in Unicode, in one line. What it
// does not know stays as a word. Pure; linear in the length but for nesting, which is bounded.
#pragma once

#include <QString>
#include <QStringView>

namespace ui
{

// "\frac{a+b}{2} \le x^2" becomes "(a+b)/2 ≤ x²".
QString mathText(QStringView latex);

// A Markdown source with \( \) and \[ \] as $ $ and $$ $$ and without line breaks in display formulas, which Markdown
// would read as lists and headings; a dollar that begins no formula is escaped. Code is left alone.
QString withMathMarks(QStringView markdown);

} // namespace ui
